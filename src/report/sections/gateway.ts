import type { PacketClass } from '../../verifier/index.ts'
import type { Html } from '../html.ts'
import { html, nothing } from '../html.ts'
import { ENDS_MAX } from '../limits.ts'
import type { Promises } from '../picture/draw.ts'
import { drawPicture } from '../picture/draw.ts'
import { legend } from '../picture/legend.ts'
import { pictureOf } from '../picture/model.ts'
import { describePicture, twinTable } from '../picture/twin.ts'
import type { Asked, ReportSubject } from '../subject.ts'
import { leftOut } from '../words.ts'

/** Which promise each class has. */
const promised: Partial<Readonly<Record<PacketClass, 'tcp-reaches-tor' | 'dns-reaches-tor'>>> = {
  dns: 'dns-reaches-tor',
  gateway: 'tcp-reaches-tor',
  virtual: 'tcp-reaches-tor',
  tcp: 'tcp-reaches-tor',
}

/** The gateway drawn from the sets of the proof, or why it is not drawn. */
export const gatewaySection = ({ facts }: ReportSubject, asked: Asked): Html => {
  const picture = pictureOf(asked.survey)
  const promises: Promises = (id) => {
    const promise = promised[id]
    return asked.verification.guarantees.find((each) => each.id === promise)?.verdict ?? null
  }
  return html`<section id="gateway" aria-labelledby="gateway-title">
<h2 id="gateway-title">The gateway</h2>
${
  picture === undefined
    ? html`<p>It is not drawn: ${asked.survey.families.flatMap((each) => (each.kind === 'beyond' ? [`of ${each.family} ${each.why}`] : [])).join('; ')}.</p>`
    : html`<p>Drawn from the sets that the proofs are made of, whatever connections there are already: where a line does not go, no packet of its class goes. That something <em>may</em> get somewhere promises nothing; a tick does.</p>
<figure class="picture"><div class="scroll" tabindex="0" role="region" aria-label="Picture of the gateway, which can be scrolled sideways">${drawPicture(picture, facts, promises, describePicture(picture, facts))}</div>
<figcaption>${legend}</figcaption></figure>
${notes(asked, picture.leftOut)}
<div class="scroll" tabindex="0" role="region" aria-label="The picture in words, which can be scrolled sideways">${twinTable(picture, facts)}</div>`
}
</section>`
}

const notes = ({ survey }: Asked, stopsLeftOut: number): Html => {
  const isOpen = survey.families.some((each) => each.kind === 'surveyed' && each.isOrderOpen)
  const services = survey.ends.filter(({ kind }) => kind === 'service').length
  return html`${isOpen ? html`<p class="note">Chains of equal priority run in an order that no listing shows. The stops are drawn with the newer first; in the other order packets may end elsewhere. Where lines go, and the verdict, counts both.</p>` : nothing}${leftOut(stopsLeftOut, 'stops of the hooks')}${leftOut(services - ENDS_MAX, 'services, and what gets to them')}`
}
