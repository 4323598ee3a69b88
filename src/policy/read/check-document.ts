import type { Diagnostic } from '../../diagnostics/index.ts'
import { visible } from '../../diagnostics/index.ts'
import type { Check, Fault } from '../checks/index.ts'
import { checks } from '../checks/index.ts'
import type { PolicyDocument } from '../document.generated.ts'
import { makeSubject } from '../subject.ts'
import type { Places } from './place.ts'
import { locate } from './place.ts'

const diagnosticOf = ({ code, severity }: Check, fault: Fault, places: Places): Diagnostic => {
  const span = locate(places, fault.path, fault.part ?? 'value')
  const related = (fault.related ?? []).flatMap(({ message, path }) => {
    const place = locate(places, path, 'value')
    return place ? [{ message: visible(message), span: place }] : []
  })
  return {
    code,
    severity,
    // A text of the policy that is quoted may hold line feeds; a message is one line.
    message: visible(fault.message),
    ...(fault.help !== undefined && { help: visible(fault.help) }),
    ...(span && { span }),
    ...(related.length > 0 && { related }),
  }
}

/** What the checks have against a document that the schema admits. */
export const checkDocument = (document: PolicyDocument, places: Places): readonly Diagnostic[] => {
  const subject = makeSubject(document)
  return checks.flatMap((check) =>
    check.find(subject).map((fault) => diagnosticOf(check, fault, places)),
  )
}
