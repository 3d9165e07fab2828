// What the documentation of props and constructors promises, read from the sources themselves.
import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import ts from 'typescript'
import { problemsOf } from '../support/thrown'
import { CASES, surroundings } from './support/cases'

const LIB = join(__dirname, '../../lib')

const sources = (folder: string): readonly ts.SourceFile[] =>
  readdirSync(join(LIB, folder))
    .filter((name) => name.endsWith('.ts'))
    .map((name) => source(join(folder, name)))

function source(name: string): ts.SourceFile {
  const path = join(LIB, name)
  return ts.createSourceFile(path, readFileSync(path, 'utf8'), ts.ScriptTarget.Latest, true)
}

const CONSTRUCTS = sources('constructs')
const VALUES = sources('values')

const docOf = (node: ts.Node): string =>
  ts
    .getJSDocCommentsAndTags(node)
    .map((doc) => doc.getText())
    .join('\n')

/** `node`, and every node in it that `is`. */
function findAll<N extends ts.Node>(node: ts.Node, is: (node: ts.Node) => node is N): readonly N[] {
  const found: N[] = is(node) ? [node] : []
  ts.forEachChild(node, (child) => {
    found.push(...findAll(child, is))
  })
  return found
}

type Declaration = ts.InterfaceDeclaration | ts.TypeAliasDeclaration | ts.ClassDeclaration

const isDeclaration = (node: ts.Node): node is Declaration =>
  ts.isInterfaceDeclaration(node) || ts.isTypeAliasDeclaration(node) || ts.isClassDeclaration(node)

const DECLARATIONS = new Map(
  [
    source('model/model.ts'),
    source('model/model-accounts.ts'),
    source('model/rule.ts'),
    ...VALUES,
    ...CONSTRUCTS,
  ]
    .flatMap((file) => findAll(file, isDeclaration))
    .flatMap((node) => (node.name === undefined ? [] : [[node.name.text, node] as const])),
)

/** What a user's program may import. */
const EXPORTED = new Set(
  findAll(source('index.ts'), ts.isExportSpecifier).map((specifier) => specifier.name.text),
)

describe('every prop', () => {
  const props = [...DECLARATIONS]
    .filter(
      ([name, node]) =>
        EXPORTED.has(name) &&
        !ts.isClassDeclaration(node) &&
        node.getSourceFile().fileName.includes('constructs'),
    )
    .flatMap(([name, node]) =>
      findAll(node, ts.isPropertySignature)
        // What is inside of a prop is explained by it, if it is short.
        .filter(
          (prop) => !/^\{[^?]*\}$/.test(prop.parent.getText()) || ts.isInterfaceDeclaration(prop.parent),
        )
        .map((prop) => [`${name}.${prop.name.getText()}`, prop] as const),
    )

  it('is found', () => {
    expect(props.length).toBeGreaterThan(80)
  })

  it.each(props)('%s says what it is for, and what happens without it', (_, prop) => {
    const doc = docOf(prop)
    expect(doc).toMatch(/^\/\*\*/)
    if (prop.questionToken !== undefined) expect(doc).toContain('@defaultValue')
    else expect(doc).not.toMatch(/@defaultValue none/)
  })
})

test('every type that a prop needs can be imported', () => {
  const isType = (name: string): boolean => {
    const node = DECLARATIONS.get(name)
    const modifiers = node?.modifiers ?? []
    return (
      node !== undefined &&
      !ts.isClassDeclaration(node) &&
      modifiers.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword)
    )
  }
  const missing = [...DECLARATIONS]
    .filter(
      ([name, node]) =>
        EXPORTED.has(name) && isType(name) && !node.getSourceFile().fileName.includes('model'),
    )
    .flatMap(([name, node]) =>
      findAll(node, ts.isTypeReferenceNode)
        .map((reference) => reference.typeName.getText())
        .filter((needed) => isType(needed) && !EXPORTED.has(needed))
        .map((needed) => `${name} needs ${needed}`),
    )
  expect([...new Set(missing)]).toEqual([])
})

describe('the codes that a constructor documents', () => {
  /** Those in a class's comment, and in those of the classes that it refers to. */
  function documented(name: string): ReadonlySet<string> {
    const declaration = DECLARATIONS.get(name)
    if (declaration === undefined) throw new Error(`nothing is called ${name}`)
    const throws = /@throws FindingsError ([^]*)/.exec(docOf(declaration))?.[1] ?? ''
    const codes = [...throws.matchAll(/`([a-z]+(?:-[a-z]+)+)`/g)].map(([, code = '']) => code)
    const others = [...throws.matchAll(/\{@link (\w+)\}/g)].map(([, other = '']) => other)
    return new Set([...codes, ...others.flatMap((other) => [...documented(other)])])
  }

  const everybodys = documented('NatsConstruct')

  it.each(CASES.map((one) => [one.kind, one] as const))('%s: are those that it throws', (kind, one) => {
    const around = surroundings()
    const thrown = one.refused.flatMap(([props], i) => {
      const given = typeof props === 'function' ? props(around) : props
      return problemsOf(() => one.make(around, `x${String(i)}`, { ...one.full(around), ...given }))
    })
    const codes = new Set(thrown.map((problem) => problem.split(' ', 1).join()))
    const all = documented(kind)
    expect([...codes].filter((code) => !all.has(code))).toEqual([])
    expect([...all].filter((code) => !codes.has(code) && !everybodys.has(code))).toEqual([])
  })

  it('are thrown somewhere, and what is thrown is documented', () => {
    const code = /^'([a-z]+(?:-[a-z]+)+)'$/
    const isOfError = (node: ts.Node): node is ts.CallExpression | ts.NewExpression =>
      (ts.isNewExpression(node) && node.expression.getText().endsWith('Error')) ||
      (ts.isCallExpression(node) && node.expression.getText().endsWith('.problem'))
    const thrown = [...CONSTRUCTS, ...VALUES]
      .flatMap((file) => findAll(file, isOfError))
      .flatMap((node) =>
        (node.arguments ?? []).flatMap((argument) => code.exec(argument.getText())?.[1] ?? []),
      )
    const text = [...CONSTRUCTS, ...VALUES].map((file) => file.text).join('\n')
    const mentioned = [...text.matchAll(/(?:@throws|Throws|Adds the problems?|throws)([^]*?)\*\//g)].flatMap(
      ([, said = '']) => [...said.matchAll(/`([a-z]+(?:-[a-z]+)+)`/g)].map(([, name = '']) => name),
    )
    expect(thrown.length).toBeGreaterThan(40)
    expect([...new Set(thrown)].sort()).toEqual([...new Set(mentioned)].sort())
  })
})
