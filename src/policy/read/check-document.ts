import type { Diagnostic } from '../../diagnostics/index.ts'
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
    return place ? [{ message, span: place }] : []
  })
  return {
    code,
    severity,
    message: fault.message,
    ...(fault.help !== undefined && { help: fault.help }),
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
