// Arbitrary text: any character of Unicode, invisible and unassigned ones among them. `fc.string({ unit: 'binary' })` is the
// same, but for a map of all of Unicode that it makes first, which takes a second.
import fc from 'fast-check'

const anyCharacter: fc.Arbitrary<string> = fc
  .oneof(
    fc.integer({ min: 0, max: 0x17f }),
    fc.integer({ min: 0, max: 0xd7ff }),
    fc.integer({ min: 0xe000, max: 0x10ffff }),
  )
  .map((point) => String.fromCodePoint(point))

export const anyText = (constraints: fc.StringSharedConstraints = {}): fc.Arbitrary<string> =>
  fc.string({ ...constraints, unit: anyCharacter })
