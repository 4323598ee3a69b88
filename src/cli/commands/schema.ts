import type { Command } from '../command.ts'

export const schema: Command = {
  name: 'schema',
  summary: 'print the JSON Schema of policies',
  description: [
    'Prints the JSON Schema (draft 2020-12) that policies are held against, for editors that complete and explain.',
  ],
  arguments: [],
  options: [],
  exits: ['fine'],
  examples: [
    { line: 'qubes-tor-fw schema > policy.schema.json', meaning: 'Keep it beside a policy.' },
  ],
  run: async ({ world }) => {
    const { schemaText } = await import('../../policy/shipped.generated.js')
    world.stdout.write(schemaText)
    return 'fine'
  },
}
