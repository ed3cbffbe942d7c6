import { LabIcon } from '@jupyterlab/ui-components'

/** A 16 x 16 icon of strokes; the style sheet gives them the colour of JupyterLab's icons. */
function icon(name: string, paths: string): LabIcon {
  const svgstr =
    '<svg xmlns="http://www.w3.org/2000/svg" width="16" height="16" viewBox="0 0 16 16">' +
    `<g class="nnqft-icon" fill="none" stroke="#616161" stroke-width="1.3">${paths}</g></svg>`
  return new LabIcon({ name: `jupyterlab-nnqft:${name}`, svgstr })
}

const axes = '<path d="M2.5 1.5v12h12"/>'

export const logXIcon = icon(
  'log-x',
  `${axes}<path d="M5 13v-2M8.5 13v-2M11 13v-2M12.5 13v-2M13.5 13v-2"/><path d="M5 4l4 4M9 4l-4 4"/>`
)
export const logYIcon = icon(
  'log-y',
  `${axes}<path d="M3 11h2M3 7.5h2M3 5h2M3 3.5h2M3 2.5h2"/><path d="M8 4l2 3 2-3M10 7v3"/>`
)
export const zoomIcon = icon(
  'zoom',
  '<circle cx="6.5" cy="6.5" r="4.5"/><path d="M10 10l4.5 4.5M4.5 6.5h4M6.5 4.5v4"/>'
)
export const selectIcon = icon(
  'select',
  '<path d="M1.5 1.5h9v8h-9z" stroke-dasharray="2 1.5"/><path d="M8 7l6 2.4-2.6 1L13.8 14M11.4 10.4L10.3 13z"/>'
)
export const resetIcon = icon('reset', '<path d="M3 8a5 5 0 1 0 1.6-3.7L2.5 6.2M2.5 2.5v3.7h3.7"/>')
export const layersIcon = icon(
  'layers',
  '<path d="M8 1.5l6.5 3.5L8 8.5 1.5 5zM1.5 8L8 11.5 14.5 8M1.5 11L8 14.5 14.5 11"/>'
)
export const bandIcon = icon(
  'band',
  `${axes}<path d="M3 10l4-4 3 2 4-5M3 12.5l4-4 3 2 4-4" /><path d="M3 11.2l4-4 3 2 4-4.6" stroke-dasharray="1.5 1.5"/>`
)
export const legendIcon = icon(
  'legend',
  '<circle cx="3.5" cy="4" r="1.7"/><circle cx="3.5" cy="11.5" r="1.7"/><path d="M7.5 4h7M7.5 11.5h7"/>'
)
export const fullscreenIcon = icon(
  'fullscreen',
  '<path d="M2 6V2h4M10 2h4v4M14 10v4h-4M6 14H2v-4"/>'
)
export const tableIcon = icon(
  'table',
  '<path d="M1.5 2.5h13v11h-13zM1.5 6h13M1.5 9.7h13M6 2.5v11"/>'
)
export const exportIcon = icon(
  'export',
  '<path d="M8 1.5v8.5M4.5 6.7L8 10.2l3.5-3.5M2 11v3h12v-3"/>'
)
export const provenanceIcon = icon(
  'provenance',
  '<circle cx="8" cy="8" r="6.3"/><path d="M8 7.2v4.3M8 4.3v1.4"/>'
)
export const warningsIcon = icon('warnings', '<path d="M8 2L14.5 13.5h-13zM8 6.3v3.7M8 11v1.3"/>')
export const codeIcon = icon('code', '<path d="M5.5 4L1.5 8l4 4M10.5 4l4 4-4 4M9 2.5l-2 11"/>')
export const compareIcon = icon(
  'compare',
  '<path d="M5.5 3.5a4.5 4.5 0 1 0 0 9 4.5 4.5 0 0 0 0-9zM10.5 3.5a4.5 4.5 0 1 1 0 9 4.5 4.5 0 0 1 0-9z"/>'
)
export const explorerIcon = icon(
  'explorer',
  '<path d="M1.5 13C5 13 5 3 8 3s3 10 6.5 10M2 8h3M11 8h3M4 6.5L5.5 8 4 9.5M13 6.5L14.5 8 13 9.5"/>'
)
