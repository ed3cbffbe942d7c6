import type * as TypeScript from 'typescript'

/** The error of a call that fits none of several overloads. */
const noOverload = 2769

type Call = TypeScript.CallExpression | TypeScript.NewExpression

/**
 * Where a call fits none of its overloads, the error of the one that it was meant for: the one that takes more of the arguments,
 * from the first on, than any other. It is about the argument that is wrong. Other errors, and those of calls that several
 * overloads fit equally well, stay as they are.
 */
export function nearestOverload(
  ts: typeof TypeScript,
  checker: TypeScript.TypeChecker,
  diagnostic: TypeScript.Diagnostic
): TypeScript.Diagnostic {
  const { code, file, start, messageText } = diagnostic
  if (code !== noOverload || !file || start === undefined || typeof messageText === 'string') {
    return diagnostic
  }
  const call = callAt(ts, file, start)
  const tried = call ? overloadsTried(ts, checker, call) : []
  const { next: errors = [] } = messageText
  if (!call?.arguments?.length || tried.length !== errors.length) return diagnostic
  const fits = tried.map((signature) => argumentsTaken(ts, checker, signature, call))
  const most = Math.max(...fits.map(({ count }) => count))
  const nearest = fits.filter(({ count }) => count === most)
  const reason = errors[fits.findIndex(({ count }) => count === most)]?.next?.[0]
  if (nearest.length !== 1 || !nearest[0] || !reason) return diagnostic
  const { wrong } = nearest[0]
  const place = wrong.getStart(file)
  return {
    ...diagnostic,
    code: reason.code,
    start: place,
    length: wrong.end - place,
    messageText: reason
  }
}

/** The innermost call around the place of an error. */
function callAt(
  ts: typeof TypeScript,
  file: TypeScript.SourceFile,
  position: number
): Call | undefined {
  let found: Call | undefined
  const visit = (node: TypeScript.Node): void => {
    if (node.getStart(file) > position || node.end <= position) return
    if (ts.isCallExpression(node) || ts.isNewExpression(node)) found = node
    ts.forEachChild(node, visit)
  }
  ts.forEachChild(file, visit)
  return found
}

/** Overloads that take as many arguments as a call has, in the order in which the checker tries them. */
function overloadsTried(
  ts: typeof TypeScript,
  checker: TypeScript.TypeChecker,
  call: Call
): readonly TypeScript.Signature[] {
  const all: TypeScript.Signature[] = []
  checker.getResolvedSignature(call, all)
  const count = call.arguments?.length ?? 0
  return all.filter(({ parameters }) => {
    const declared = parameters.flatMap(({ valueDeclaration: one }) =>
      one && ts.isParameter(one) ? [one] : []
    )
    const needed = declared.filter(
      (one) => !one.questionToken && !one.initializer && !one.dotDotDotToken
    )
    const isOpen = declared.some(({ dotDotDotToken }) => dotDotDotToken !== undefined)
    return needed.length <= count && (isOpen || count <= parameters.length)
  })
}

/**
 * How many arguments an overload takes before one that it does not, and the one that is wrong. Literals of objects, lists and functions, and
 * arguments of generic overloads, are judged by whether they are lists alone: their types depend on the overload itself.
 */
function argumentsTaken(
  ts: typeof TypeScript,
  checker: TypeScript.TypeChecker,
  { parameters, typeParameters = [] }: TypeScript.Signature,
  call: Call
): { readonly count: number; readonly wrong: TypeScript.Expression } {
  const given = call.arguments ?? []
  let wrong = given.at(-1) ?? call
  for (const [count, argument] of given.entries()) {
    const parameter = parameters[count]
    // What a rest parameter takes is not told apart.
    const wanted = parameter && checker.getTypeOfSymbolAtLocation(parameter, call)
    const type = checker.getTypeAtLocation(argument)
    if (!wanted || checker.isTypeAssignableTo(type, wanted)) continue
    const isOpen = typeParameters.length > 0 || isLiteral(ts, argument)
    if (!isOpen || isList(checker, type) !== isList(checker, wanted)) {
      return { count, wrong: argument }
    }
    wrong = argument
  }
  return { count: given.length, wrong }
}

function isLiteral(ts: typeof TypeScript, node: TypeScript.Expression): boolean {
  return (
    ts.isObjectLiteralExpression(node) ||
    ts.isArrayLiteralExpression(node) ||
    ts.isFunctionLike(node)
  )
}

function isList(checker: TypeScript.TypeChecker, type: TypeScript.Type): boolean {
  return (type.isUnion() ? type.types : [type]).some((one) => checker.isArrayLikeType(one))
}
