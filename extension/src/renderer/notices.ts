import type { TranslationBundle } from '@jupyterlab/translation'
import { FigureFailure, failureText, type Translation } from './figureFailure.js'
import type { TrialOutcome } from './figureTrial.js'
import { mostMarks, trialTime } from './trialLimits.js'

/** What else a notice about a figure tells. */
export interface NoticeContext {
  readonly trans: TranslationBundle
  /** Whether the tools of the figure can show rows of data. */
  readonly hasRows: boolean
  /** What becomes of the version that the figure is written in, where it is not a usual one. */
  readonly version: string | undefined
  /** The picture that came along in the output, in base64. */
  readonly png: string | undefined
  /** Trusts a figure that is in no notebook; absent where a notebook has to be trusted. */
  readonly trust: (() => void) | undefined
}

/** Why a figure could not be drawn, with the picture that came along in the output, if any. */
export function failureNotice(error: unknown, context: NoticeContext): HTMLElement {
  const { trans, hasRows, png, version } = context
  const notice = box('nnqft-Notice nnqft-mod-failure')
  notice.setAttribute('role', 'alert')
  const reason = failureText(error, trans)
  notice.append(paragraph(trans.__('This figure could not be drawn: %1', reason)))
  if (error instanceof FigureFailure) notice.append(...remedy(error, context))
  if (version !== undefined) {
    notice.append(paragraph(`${version} ${trans.__('That is the likely cause.')}`))
  }
  if (hasRows) {
    const words = trans.__('Its data can still be seen and exported with the tools above.')
    notice.append(paragraph(words))
  }
  if (png !== undefined) {
    const image = document.createElement('img')
    image.src = `data:image/png;base64,${png}`
    image.alt = trans.__('Stored picture of this figure')
    notice.append(image)
  }
  return notice
}

/** Something that is good to know about a picture. */
export function remarkNotice(text: string): HTMLElement {
  const notice = box('nnqft-Notice')
  notice.append(paragraph(text))
  return notice
}

/** What a picture goes without. */
export function missingNotice(
  failures: readonly FigureFailure[],
  context: NoticeContext
): HTMLElement {
  const { trans } = context
  const notice = box('nnqft-Notice')
  const [first] = failures
  const reason = failureText(first, trans)
  notice.append(
    paragraph(
      failures.length === 1
        ? trans.__('An image is missing: %1', reason)
        : trans.__('%1 images are missing: %2 and others', failures.length, reason)
    ),
    ...remedy(first, context)
  )
  return notice
}

/** What the reader can do about a failure. */
function remedy(failure: FigureFailure, { trans, trust }: NoticeContext): HTMLElement[] {
  if (failure.remedy === 'setting') {
    const words = trans.__(
      'Other servers are not asked unless the setting “Fetch external data” allows it (Settings Editor, Figures).'
    )
    return [paragraph(words)]
  }
  if (failure.remedy !== 'trust') return []
  if (trust) {
    const words = trans.__('Nothing is fetched for a file that is not trusted.')
    return [paragraph(words), button(trans.__('Trust this file'), trust)]
  }
  const words = trans.__(
    'Nothing is fetched for a notebook that is not trusted. If you know its author, the command “Trust Notebook” of the palette allows it.'
  )
  return [paragraph(words)]
}

/** Why an untrusted figure is not drawn at once. */
export function trialText(outcome: Exclude<TrialOutcome, 'quick'>, trans: Translation): string {
  const known = trans.__('The page would stand still meanwhile, and this figure is not trusted.')
  if (outcome === 'slow') {
    const seconds = trialTime / 1000
    return `${trans.__('This figure takes more than %1 seconds to compute.', seconds)} ${known}`
  }
  if (outcome === 'many marks') {
    return `${trans.__('This figure has more than %1 marks to draw.', mostMarks)} ${known}`
  }
  const { reason = trans.__('the program for it could not be loaded') } = outcome
  const untried = trans.__('This figure is not trusted and could not be tried out: %1.', reason)
  return `${untried} ${trans.__('The page may stand still while it is drawn.')}`
}

/** Asks before something is done that may keep the page busy. */
export function questionNotice(text: string, answer: string, onAccept: () => void): HTMLElement {
  const notice = box('nnqft-Notice')
  notice.append(paragraph(text), button(answer, onAccept))
  return notice
}

function button(label: string, action: () => void): HTMLButtonElement {
  const node = document.createElement('button')
  node.type = 'button'
  node.className = 'jp-mod-styled'
  node.textContent = label
  node.addEventListener('click', action)
  return node
}

function box(className: string): HTMLDivElement {
  const node = document.createElement('div')
  node.className = className
  return node
}

function paragraph(text: string): HTMLParagraphElement {
  const node = document.createElement('p')
  node.textContent = text
  return node
}
