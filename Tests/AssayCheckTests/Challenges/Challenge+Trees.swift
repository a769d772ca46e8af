import AssayCheck

/// The two problems over recursive values.
extension Challenge {
  indirect enum Expression: Sendable, CustomStringConvertible {
    case number(Int)
    case sum(Expression, Expression)
    case quotient(Expression, Expression)

    struct DivisionByZero: Error {}

    var description: String {
      switch self {
      case .number(let value): "\(value)"
      case .sum(let left, let right): "(\(left) + \(right))"
      case .quotient(let left, let right): "(\(left) / \(right))"
      }
    }

    var dividesByLiteralZero: Bool {
      switch self {
      case .number: false
      case .sum(let left, let right): left.dividesByLiteralZero || right.dividesByLiteralZero
      case .quotient(_, .number(0)): true
      case .quotient(let left, let right): left.dividesByLiteralZero || right.dividesByLiteralZero
      }
    }

    func evaluated() throws -> Int {
      switch self {
      case .number(let value): return value
      case .sum(let left, let right): return try left.evaluated() &+ right.evaluated()
      case .quotient(let left, let right):
        let (numerator, denominator) = (try left.evaluated(), try right.evaluated())
        if denominator == 0 { throw DivisionByZero() }
        return numerator.dividedReportingOverflow(by: denominator).partialValue
      }
    }
  }

  private static let expressions = Generator<Expression>.recursive(
    depth: 5, base: Generator.integer(in: -1_000...1_000).map { .number($0) }
  ) { inner in
    .oneOf(
      Generator.zip(inner, inner).map { Expression.sum($0, $1) },
      Generator.zip(inner, inner).map { Expression.quotient($0, $1) })
  }

  static let calculator = Challenge("calculator", best: "(0 / (0 + 0))", over: expressions) { expression in
    try assume(!expression.dividesByLiteralZero)
    return (try? expression.evaluated()) != nil
  }

  indirect enum Heap: Sendable, CustomStringConvertible {
    case empty
    case node(Int, Heap, Heap)

    var description: String {
      switch self {
      case .empty: "_"
      case .node(let value, let left, let right): "(\(value), \(left), \(right))"
      }
    }

    /// Values in depth-first order, the right child first.
    var values: [Int] {
      switch self {
      case .empty: []
      case .node(let value, let left, let right): [value] + right.values + left.values
      }
    }

    static func merged(_ first: Heap, _ second: Heap) -> Heap {
      switch (first, second) {
      case (.empty, let other), (let other, .empty): other
      case (.node(let a, let l1, let r1), .node(let b, let l2, let r2)):
        a <= b ? .node(a, merged(l1, second), r1) : .node(b, merged(l2, first), r2)
      }
    }

    /// Wrong on purpose: the merged heap is listed without being taken apart.
    var wronglySorted: [Int] {
      switch self {
      case .empty: []
      case .node(let value, let left, let right): [value] + Heap.merged(left, right).values
      }
    }
  }

  private static func heap(atLeast least: Int, depth: Int) -> Generator<Heap> {
    Generator { source in
      try source.part("heap") { source in
        guard depth > 0, try source.boolean() else { return .empty }
        let value = try source.integer(in: least...1_000_000)
        return .node(
          value, try heap(atLeast: value, depth: depth - 1).draw(&source),
          try heap(atLeast: value, depth: depth - 1).draw(&source))
      }
    }
  }

  static let binaryHeap = Challenge(
    "binary heap", best: "(0, _, (0, (0, _, _), (1, _, _)))", over: heap(atLeast: 0, depth: 8)
  ) { heap in
    let sorted = heap.wronglySorted
    return sorted == sorted.sorted()
  }
}
