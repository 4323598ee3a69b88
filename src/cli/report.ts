import type { Diagnostic, Sources } from '../diagnostics/index.ts'
import { renderGithub, renderHuman, renderJson, renderSarif } from '../diagnostics/index.ts'
import { toolVersion } from '../version.ts'
import { wantsColor } from './color.ts'
import type { Call } from './command.ts'
import type { Color, Format } from './global-options.ts'
import { colors, formats } from './global-options.ts'
import type { Output } from './world.ts'

/** The parser of arguments has let nothing else through; without the option it is `human`. */
export const formatOf = ({ values }: Call): Format =>
  formats.find((format) => format === values.get('format')) ?? 'human'

/** Whether people see colours there. */
export const wantsColorOn = (call: Call, output: Output): boolean =>
  wantsColor(colorOf(call), call.world.env, output)

const colorOf = ({ values }: Call): Color | undefined =>
  colors.find((color) => color === values.get('color'))

/** Writes the findings in the format asked for. People and workflows get nothing where there are none. */
export const report = (
  call: Call,
  output: Output,
  diagnostics: readonly Diagnostic[],
  sources: Sources,
): void => {
  const text = render(call, output, diagnostics, sources)
  if (text !== '') output.write(text)
}

const render = (
  call: Call,
  output: Output,
  diagnostics: readonly Diagnostic[],
  sources: Sources,
): string => {
  switch (formatOf(call)) {
    case 'human':
      return renderHuman(diagnostics, { sources, color: wantsColorOn(call, output) })
    case 'json':
      return renderJson(diagnostics)
    case 'sarif':
      return renderSarif(diagnostics, { version: toolVersion, sources, root: call.world.cwd })
    case 'github':
      return renderGithub(diagnostics)
  }
}
