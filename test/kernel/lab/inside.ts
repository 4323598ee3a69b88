/** Before each file of the kernel's tests, whatever it loads and by whatever means: none of it may reach the machine's own rules. */
import { assertFreshNamespace } from './guard.ts'

await assertFreshNamespace()
