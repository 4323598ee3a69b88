/** What `compile` does with its proofs and nothing besides: read the default policy, compile, read back and prove. */
import { compile, prove } from '../../src/artefacts/index.ts'
import { defaultPolicy, readPolicy } from '../../src/policy/index.ts'

const { value } = readPolicy(defaultPolicy.text, { source: defaultPolicy.name })
const compilation = value && compile(value.gateway).value
const verdict = compilation && prove(compilation).verdict
for (const { target, text } of compilation?.artefacts ?? [])
  if (target === 'nft') process.stdout.write(text)
process.stdout.write(`# ${verdict}\n`)
if (verdict !== 'proved') process.exitCode = 1
