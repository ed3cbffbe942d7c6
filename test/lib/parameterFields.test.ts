// What a reader sees who points at a field inside a call or of a result: its documentation.
import ts from 'typescript'
import { expect, it } from 'vitest'
import { exportedSymbols, program, sources } from './libraryProgram.js'

const checker = program.getTypeChecker()

type Fields = Map<ts.Declaration, ts.Symbol>

/** Adds the fields of the library's named types in a type, through lists, unions and the types of fields. */
function collect(type: ts.Type, fields: Fields, seen: Set<ts.Type>): void {
  if (seen.has(type)) return
  seen.add(type)
  if (type.isUnionOrIntersection()) type.types.forEach((part) => collect(part, fields, seen))
  const parts = [...(type.aliasTypeArguments ?? []), ...argumentsOf(type)]
  parts.forEach((part) => collect(part, fields, seen))
  for (const field of type.getProperties()) {
    const declaration = field.declarations?.[0]
    if (!declaration?.getSourceFile().fileName.startsWith(sources)) continue
    if (nameOfType(declaration) === undefined) continue
    fields.set(declaration, field)
    collect(checker.getTypeOfSymbol(field), fields, seen)
  }
}

/** The interface of a field, or the union of which the field's object is one alternative. */
function nameOfType({ parent }: ts.Declaration): string | undefined {
  if (ts.isInterfaceDeclaration(parent)) return parent.name.text
  if (!ts.isTypeLiteralNode(parent) || !ts.isUnionTypeNode(parent.parent)) return undefined
  const alias = parent.parent.parent
  return ts.isTypeAliasDeclaration(alias) ? alias.name.text : undefined
}

function argumentsOf(type: ts.Type): readonly ts.Type[] {
  const isReference =
    'objectFlags' in type && (type.objectFlags as number) & ts.ObjectFlags.Reference
  return isReference ? checker.getTypeArguments(type as ts.TypeReference) : []
}

/** Fields of what the functions of the door are given and of what they return. */
function fieldsOfCalls(): Fields {
  const [fields, seen] = [new Map() as Fields, new Set<ts.Type>()]
  for (const symbol of exportedSymbols().values()) {
    for (const signature of checker.getTypeOfSymbol(symbol).getCallSignatures()) {
      for (const parameter of signature.parameters) {
        collect(checker.getTypeOfSymbol(parameter), fields, seen)
      }
      collect(signature.getReturnType(), fields, seen)
    }
  }
  return fields
}

it('fields of what a call is given and of what it returns are documented, each by itself', () => {
  const fields = [...fieldsOfCalls()]
  expect(fields.length).toBeGreaterThan(400)
  const bare = fields.filter(([, field]) => field.getDocumentationComment(checker).length === 0)
  const names = bare.map(([declaration, field]) => `${nameOfType(declaration)}.${field.name}`)
  expect(names).toEqual([])
})
