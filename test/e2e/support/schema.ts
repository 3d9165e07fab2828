// In: a document that a command printed. Out: nothing, or an error that says where it departs from docs/schemas.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import Ajv2020 from 'ajv/dist/2020'

const SCHEMAS = join(__dirname, '../../../docs/schemas')
const ajv = new Ajv2020({ strict: true, allErrors: true })
for (const name of ['manifest.json', 'cli.schema.json'])
  ajv.addSchema(JSON.parse(readFileSync(join(SCHEMAS, name), 'utf8')) as object, name)

export function validate(document: Readonly<Record<string, unknown>>): void {
  const kind = 'error' in document ? 'error' : String(document['command'])
  // The part alone says what is wrong; the whole says that no other part fits as well.
  for (const schema of [`cli.schema.json#/$defs/${kind}`, 'cli.schema.json'])
    if (!ajv.validate(schema, document))
      throw new Error(`not the ${kind} of docs/schemas: ${ajv.errorsText(ajv.errors, { separator: '\n' })}`)
}
