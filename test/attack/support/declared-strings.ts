// Which strings a construct takes, read from its types, so that none is forgotten. In: the name of its class. Out: the places
// of strings in its props: `name`, `tags.{}` for a value and `tags.{key}` for a key of a record, `remotes.[].denyImports.[]`.
import { join } from 'node:path'
import ts from 'typescript'

const ROOT = join(__dirname, '../../..')

function program(): ts.Program {
  const { config } = ts.readConfigFile(join(ROOT, 'tsconfig.json'), (path) => ts.sys.readFile(path)) as {
    config: object
  }
  const { options } = ts.parseJsonConfigFileContent({ ...config, files: ['lib/index.ts'] }, ts.sys, ROOT)
  return ts.createProgram([join(ROOT, 'lib/index.ts')], { ...options, noEmit: true, types: [] })
}

/** By class, the places of strings in what its constructor takes as props; those of secrets among them. */
export function declaredStrings(classes: readonly string[]): ReadonlyMap<string, readonly string[]> {
  const made = program()
  const checker = made.getTypeChecker()
  const index = made.getSourceFile(join(ROOT, 'lib/index.ts'))
  const module = index && checker.getSymbolAtLocation(index)
  if (module === undefined) throw new Error('lib/index.ts is no module')
  const exported = new Map(checker.getExportsOfModule(module).map((symbol) => [symbol.name, symbol]))
  return new Map(
    classes.map((name) => {
      const alias = exported.get(name)
      if (alias === undefined) throw new Error(`lib/index.ts exports no ${name}`)
      const type = checker.getTypeOfSymbol(checker.getAliasedSymbol(alias))
      const props = type.getConstructSignatures()[0]?.getParameters()[2]
      if (props === undefined) throw new Error(`${name} takes no props`)
      return [name, [...new Set(strings(checker, checker.getTypeOfSymbol(props), []))]]
    }),
  )
}

function* strings(checker: ts.TypeChecker, type: ts.Type, path: readonly string[]): Generator<string> {
  if (type.isUnion()) {
    for (const member of type.types) yield* strings(checker, member, path)
  } else if (
    (type.flags & ts.TypeFlags.StringLike) !== 0 ||
    (type.symbol as ts.Symbol | undefined)?.name === 'Secret'
  ) {
    yield path.join('.')
  } else if ((type.flags & ts.TypeFlags.Object) !== 0 || type.isIntersection()) {
    // A construct is given as itself.
    if (type.getProperty('node') !== undefined) return
    const element = checker.isArrayLikeType(type)
      ? checker.getIndexTypeOfType(type, ts.IndexKind.Number)
      : undefined
    if (element !== undefined) {
      yield* strings(checker, element, [...path, '[]'])
      return
    }
    const values = checker.getIndexTypeOfType(type, ts.IndexKind.String)
    if (values !== undefined) {
      yield [...path, '{key}'].join('.')
      yield* strings(checker, values, [...path, '{}'])
    }
    for (const prop of type.getProperties())
      yield* strings(checker, checker.getTypeOfSymbol(prop), [...path, prop.name])
  }
}
