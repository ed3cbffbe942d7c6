// What a reader sees who points at a field inside a call: its documentation.
import ts from 'typescript'
import { expect, it } from 'vitest'
import { exportedSymbols, program, sources } from './libraryProgram.js'

const checker = program.getTypeChecker()

type Fields = Map<ts.Declaration, ts.Symbol>

/** Adds the fields of the library's interfaces in a type, through lists, unions and the types of fields. */
function collect(type: ts.Type, fields: Fields, seen: Set<ts.Type>): void {
  if (seen.has(type)) return
  seen.add(type)
  if (type.isUnionOrIntersection()) type.types.forEach((part) => collect(part, fields, seen))
  const parts = [...(type.aliasTypeArguments ?? []), ...argumentsOf(type)]
  parts.forEach((part) => collect(part, fields, seen))
  for (const field of type.getProperties()) {
    const declaration = field.declarations?.[0]
    if (!declaration?.getSourceFile().fileName.startsWith(sources)) continue
    if (!ts.isInterfaceDeclaration(declaration.parent)) continue
    fields.set(declaration, field)
    collect(checker.getTypeOfSymbol(field), fields, seen)
  }
}

function argumentsOf(type: ts.Type): readonly ts.Type[] {
  const isReference =
    'objectFlags' in type && (type.objectFlags as number) & ts.ObjectFlags.Reference
  return isReference ? checker.getTypeArguments(type as ts.TypeReference) : []
}

/** Fields of what the functions of the door are given, but for results of others. */
function givenFields(): Fields {
  const signatures = [...exportedSymbols().values()].flatMap((symbol) =>
    checker.getTypeOfSymbol(symbol).getCallSignatures()
  )
  const [given, returned] = [new Map(), new Map()] as [Fields, Fields]
  const [seenGiven, seenReturned] = [new Set<ts.Type>(), new Set<ts.Type>()]
  for (const signature of signatures) {
    for (const parameter of signature.parameters) {
      collect(checker.getTypeOfSymbol(parameter), given, seenGiven)
    }
    collect(signature.getReturnType(), returned, seenReturned)
  }
  return new Map([...given].filter(([declaration]) => !returned.has(declaration)))
}

it('fields that a call is given are documented, each by itself', () => {
  const fields = [...givenFields()]
  expect(fields.length).toBeGreaterThan(200)
  const bare = fields.filter(([, field]) => field.getDocumentationComment(checker).length === 0)
  const names = bare.map(([{ parent }, field]) => {
    return `${(parent as ts.InterfaceDeclaration).name.text}.${field.name}`
  })
  expect(names).toEqual([])
})
