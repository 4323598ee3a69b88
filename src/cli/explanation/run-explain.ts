import type { Diagnostic } from '../../diagnostics/index.ts'
import { hasErrors, painter, visible, visibleJson } from '../../diagnostics/index.ts'
import type { Scenario } from '../../netfilter/index.ts'
import { connectionsOf, formatPacket, judge, parsePacket } from '../../netfilter/index.ts'
import type { Machine } from '../../ruleset/index.ts'
import type { GatewayFacts } from '../../verifier/index.ts'
import type { Call } from '../command.ts'
import type { Exit } from '../exit-code.ts'
import { findFacts } from '../facts/find-facts.ts'
import { wrongFiles } from '../file-argument.ts'
import { readMachineFiles } from '../machine-input.ts'
import { formatOf, report, wantsColorOn } from '../report.ts'
import { tell } from '../tell.ts'
import { readMachineTexts } from '../verification/engine.ts'
import { wayLines } from '../verification/way.ts'
import type { Explanation } from './explanation.ts'
import { explanationOf } from './explanation.ts'
import { labFor } from './lab.ts'
import type { LabOptions } from './options.ts'
import { readLabOptions } from './options.ts'

const PACKET_SOURCE = '<packet>'

const needsPacket =
  "`explain` needs the packet to follow: `--packet 'vif1.0: udp 10.137.0.10:40000 > 8.8.8.8:123'`"

/** From the command line to a packet's story: facts, machine, a gateway to try it in, judgement. */
export const runExplain = async (call: Call): Promise<Exit> => {
  const text = call.values.get('packet')
  const options = readLabOptions(call)
  const wrong =
    wrongFiles(call) ??
    (text === undefined ? needsPacket : undefined) ??
    (options.kind === 'wrong' ? options.why : undefined)
  if (text === undefined || options.kind === 'wrong' || wrong !== undefined) {
    tell(call.world, visible(wrong ?? ''))
    return 'usage'
  }
  const found = await findFacts(call)
  if (found.kind === 'exit') return found.exit
  const parsed = parsePacket(text, PACKET_SOURCE)
  if (!parsed.value) return refuse(call, parsed.diagnostics, new Map([[PACKET_SOURCE, text]]))
  const texts = await readMachineFiles(call, found.gateway)
  if (!texts) return 'failed'
  const { machine, diagnostics } = readMachineTexts(texts, found.facts)
  const sources = new Map(texts.map((each) => [each.name, each.text]))
  if (!machine || hasErrors(diagnostics)) return refuse(call, diagnostics, sources)
  report(call, call.world.stderr, diagnostics, sources)
  return deliver(call, follow(machine, found.facts, parsed.value, options))
}

/** What is wrong, in the format asked for. */
const refuse = (
  call: Call,
  diagnostics: readonly Diagnostic[],
  sources: ReadonlyMap<string, string>,
): Exit => {
  const { stdout, stderr } = call.world
  report(call, formatOf(call) === 'human' ? stderr : stdout, diagnostics, sources)
  return 'finding'
}

const follow = (
  machine: Machine,
  facts: GatewayFacts,
  scenario: Scenario,
  options: LabOptions,
): Explanation => {
  const { environment, madeUp } = labFor(facts, scenario.packet, options)
  const asked = new Set<string>()
  const decide: Parameters<typeof judge>[1]['decide'] = ({ kind, text, place }) => {
    const holds = kind !== 'opaque-accepts' && kind !== 'opaque-drops'
    asked.add(
      `\`${text}\` ${holds ? 'holds' : "does not end the packet's way"} (${place.source}:${place.line})`,
    )
    return holds
  }
  const judgement = judge(
    machine,
    { ...environment, decide },
    connectionsOf(scenario),
    scenario.packet,
  )
  return explanationOf(formatPacket(scenario), judgement, [...madeUp, ...asked])
}

const deliver = (call: Call, explanation: Explanation): Exit => {
  const { stdout } = call.world
  stdout.write(
    formatOf(call) === 'human'
      ? human(explanation, wantsColorOn(call, stdout))
      : `${visibleJson(JSON.stringify({ schemaVersion: 1, ...explanation }, null, 2))}\n`,
  )
  return explanation.outcomes.some(({ kind }) => kind === 'unknown') ? 'undecided' : 'fine'
}

const human = (explanation: Explanation, color: boolean): string => {
  const paint = painter(color)
  const { packet, trace, outcomes, answers, assumptions } = explanation
  return `${[
    [paint('strong', visible(packet)), ...wayLines(trace, paint)],
    [
      ...outcomes.map(({ text }) => paint('strong', visible(text))),
      ...answers.flatMap((answer) => [
        visible(answer.text),
        ...answer.outcomes.map((outcome) => `  ${visible(outcome)}`),
      ]),
    ],
    ['Taken for granted:', ...assumptions.map((sentence) => `- ${visible(sentence)}`)],
  ]
    .map((block) => block.join('\n'))
    .join('\n\n')}\n`
}
