import type { IRenderMime } from '@jupyterlab/rendermime-interfaces'
import type { TranslationBundle } from '@jupyterlab/translation'
import { failureText, type Translation } from './figureFailure.js'
import type { TrialOutcome } from './figureTrial.js'
import { mostMarks, trialTime } from './trialLimits.js'

/** Why a figure could not be drawn, with the picture that came along in the output, if any. */
export function failureNotice(
  error: unknown,
  model: IRenderMime.IMimeModel,
  trans: TranslationBundle
): HTMLElement {
  const notice = box('nnqft-Notice nnqft-mod-failure')
  notice.setAttribute('role', 'alert')
  const reason = failureText(error, trans)
  notice.append(
    paragraph(trans.__('This figure could not be drawn: %1', reason)),
    paragraph(trans.__('Its data can still be seen and exported with the tools above.'))
  )
  const png = model.data['image/png']
  if (typeof png === 'string') {
    const image = document.createElement('img')
    image.src = `data:image/png;base64,${png}`
    image.alt = trans.__('Stored picture of this figure')
    notice.append(image)
  }
  return notice
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
  const button = document.createElement('button')
  button.type = 'button'
  button.className = 'jp-mod-styled'
  button.textContent = answer
  button.addEventListener('click', onAccept)
  notice.append(paragraph(text), button)
  return notice
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
