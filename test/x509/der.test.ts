import {
  bitString,
  context,
  der,
  elements,
  integer,
  smallInteger,
  namedBits,
  NULL,
  oid,
  sequence,
  time,
} from '../../lib/x509/der'

const hex = (bytes: Buffer): string => bytes.toString('hex')

describe('DER', () => {
  it.each([
    [0, '3000'],
    [1, '300100'],
    [127, `307f${'00'.repeat(127)}`],
    [128, `308180${'00'.repeat(128)}`],
    [255, `3081ff${'00'.repeat(255)}`],
    [256, `30820100${'00'.repeat(256)}`],
    [65_536, `3083010000${'00'.repeat(65_536)}`],
  ])('writes the shortest length for %d bytes', (length, expected) => {
    expect(hex(sequence(Buffer.alloc(length)))).toBe(expected)
  })

  it.each([
    [[0], '020100'],
    [[0, 0], '020100'],
    [[0x7f], '02017f'],
    [[0x80], '02020080'],
    [[0, 0, 1], '020101'],
    [[0, 0x80, 1], '0203008001'],
  ])('writes the integer %j without needless zeros and never negative', (bytes, expected) => {
    expect(hex(integer(Buffer.from(bytes)))).toBe(expected)
  })

  it.each([
    ['2.5.29.15', '0603551d0f'],
    ['1.2.840.113549.1.1.11', '06092a864886f70d01010b'],
    ['0.9.2342.19200300.100.1.25', '060a0992268993f22c640119'],
    ['1.3.101.112', '06032b6570'],
  ])('writes the object identifier %s', (dotted, expected) => {
    expect(hex(oid(dotted))).toBe(expected)
  })

  it('drops trailing zero bits of named bits', () => {
    expect(hex(namedBits(0))).toBe('03020780')
    expect(hex(namedBits(0, 2))).toBe('030205a0')
    expect(hex(namedBits(5, 6))).toBe('03020106')
  })

  it.each([
    [Date.UTC(2026, 0, 2, 3, 4, 5, 999), '3236303130323033303430355a', 0x17],
    [Date.UTC(2049, 11, 31, 23, 59, 59), '3439313233313233353935395a', 0x17],
    [Date.UTC(2050, 0, 1), '32303530303130313030303030305a', 0x18],
  ])('writes %d as UTCTime to 2049 and as GeneralizedTime after', (milliseconds, text, tag) => {
    expect(hex(time(milliseconds))).toBe(hex(der(tag, Buffer.from(text, 'hex'))))
  })

  it('finds the elements that it wrote', () => {
    const parts = [NULL, context(0, smallInteger(2)), bitString(Buffer.alloc(70_000))]
    expect(elements(sequence(...parts)).map(({ whole }) => hex(whole))).toEqual(parts.map(hex))
  })
})
