import { readFile, writeFile } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import { campaign, type Campaign, type CampaignParameters } from '../../campaign/campaign.js'
import { refusingPath } from '../../numerics/fileRefusal.js'
import { makeFolder } from '../../numerics/makeFolder.js'
import { ParameterError } from '../../numerics/parameterError.js'
import { textDigest } from '../../numerics/randomStream.js'
import { usableStoreFolder } from '../../sampling/storeFolder.js'
import { jsonOption, namingFlags } from '../optionValues.js'

/** A campaign that was read from its file, and where things of it are. */
export interface CampaignFile {
  readonly campaign: Campaign
  /** Holds everything else: `store`, `logs`, plans and scripts. */
  readonly folder: string
  /** What gave the folder, for errors: a field of the file, or its name. */
  readonly folderParameter: string
  readonly store: string
  readonly logs: string
  /** 8 hexadecimal digits each, which stand for the folder and for what is drawn, sampler included. */
  readonly names: { readonly folder: string; readonly campaign: string }
}

/** @throws ParameterError unless the file can be read, is JSON, and states a campaign that this host can draw */
export async function campaignFile(source: string, path: string): Promise<CampaignFile> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new ParameterError(source, '<file>', `a readable file (${error.code})`, path)
  })
  const rule = 'JSON, such as {"ensemble":{"network":"gauss"},"grid":{"sigmaW":[1,2]}}'
  const parsed = jsonOption(source, '<file>', text, rule) as CampaignParameters
  const checked = namingFlags(source, { parameters: '<file>' }, () => campaign(parsed))
  const folder = resolve(dirname(path), parsed.folder ?? defaultFolder(path))
  const folderParameter = parsed.folder === undefined ? '<file>' : 'folder'
  await usableStoreFolder(folder, { source, parameter: folderParameter, isRead: true })
  const digest = (value: unknown) => textDigest(JSON.stringify(value)).slice(0, 8)
  return {
    campaign: checked,
    folder,
    folderParameter,
    store: join(folder, 'store'),
    logs: join(folder, 'logs'),
    names: {
      folder: digest(folder),
      campaign: digest([checked.parameters.sampler, checked.ensembles])
    }
  }
}

function defaultFolder(path: string): string {
  const name = basename(path)
  return name.endsWith('.json') ? name.slice(0, -'.json'.length) : `${name}.campaign`
}

/** Writes into the folder of a campaign. @throws ParameterError naming what gave the folder if that is not possible */
export function writingCampaign<T>(
  source: string,
  { folder, folderParameter }: CampaignFile,
  write: () => Promise<T>
): Promise<T> {
  return refusingPath(source, folderParameter, folder, write)
}

/**
 * Writes the plan of a campaign into its folder and returns its path: the same campaign, which a later change of the file does not
 * touch, with the sampler that every host must have.
 */
export async function writePlan({ campaign, folder, logs, names }: CampaignFile): Promise<string> {
  await makeFolder(logs)
  const plan = { ...campaign.parameters, folder: '.' }
  const path = join(folder, `plan-${names.campaign}.json`)
  await writeFile(path, `${JSON.stringify(plan, undefined, 2)}\n`)
  return path
}
