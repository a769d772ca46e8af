import AssayBase
import AssayTensor

/// A sum of products in Einstein's notation, "bij,bjk->bik": one letter for each axis, those that the result lacks summed.
struct ONNXEinsum: Sendable {
  /// The letters of each operand; axes that an ellipsis stands for have capital Greek ones.
  let inputs: [[Character]]
  let output: [Character]

  /// - Throws: `AssayError` for an equation that does not fit the ranks of the operands.
  init(_ equation: String, ranks: [Int]) throws {
    func malformed() -> AssayError {
      AssayError(
        .malformedData, "ONNX: an equation that does not fit its operands", expected: "\(ranks) axes",
        found: "“\(equation)”", at: "equation")
    }
    let sides = equation.filter { $0 != " " }.split(separator: ">", omittingEmptySubsequences: false)
    let terms = (sides.first.map { $0.hasSuffix("-") ? $0.dropLast() : $0 } ?? "").split(
      separator: ",", omittingEmptySubsequences: false)
    guard sides.count <= 2, terms.count == ranks.count else { throw malformed() }
    var widest = 0
    for (term, rank) in zip(terms, ranks) where term.contains(".") {
      widest = max(widest, rank - (term.count - 3))
    }
    guard widest <= 6 else { throw malformed() }
    let hidden = Array("ΑΒΓΔΕΖ".prefix(widest))
    func letters(_ term: Substring, _ count: Int) throws -> [Character] {
      let parts = term.components(of: "...")
      guard parts.count <= 2, parts.joined().allSatisfy({ $0.isLetter && $0.isASCII }) else { throw malformed() }
      return parts.count == 2 ? Array(parts[0]) + hidden.suffix(count) + Array(parts[1]) : Array(term)
    }
    inputs = try zip(terms, ranks).map { term, rank in
      let count = term.contains(".") ? rank - (term.count - 3) : 0
      guard count >= 0 else { throw malformed() }
      return try letters(term, count)
    }
    let all = inputs.flatMap { $0 }
    if sides.count == 2 {
      output = try letters(sides[1], widest)
    } else {
      output =
        hidden
        + Set(all).filter { letter in !hidden.contains(letter) && all.filter { $0 == letter }.count == 1 }.sorted()
    }
    guard zip(inputs, ranks).allSatisfy({ $0.count == $1 }), Set(output).count == output.count,
      output.allSatisfy(all.contains)
    else { throw malformed() }
  }

  /// The result of operands whose axes are as the equation says.
  func callAsFunction(_ operands: [Tensor]) -> Tensor {
    var parts = zip(inputs, operands).map { Part(letters: $0, tensor: $1).withoutRepetition() }
    var result = parts.removeFirst()
    while !parts.isEmpty {
      let next = parts.removeFirst()
      let wanted = Set(output).union(parts.flatMap(\.letters))
      result = result.multiplied(with: next, keeping: wanted)
    }
    result = result.summed(keeping: Set(output))
    return result.tensor.permuted(output.compactMap { result.letters.firstIndex(of: $0) })
  }

  /// A tensor with a letter for each axis.
  private struct Part {
    var letters: [Character]
    var tensor: Tensor

    func extent(_ letter: Character) -> Int { letters.firstIndex(of: letter).map { tensor.shape[$0] } ?? 1 }

    /// The diagonal of axes of one letter.
    func withoutRepetition() -> Part {
      var part = self
      while let second = part.letters.indices.first(where: { part.letters[..<$0].contains(part.letters[$0]) }),
        let first = part.letters.firstIndex(of: part.letters[second])
      {
        let extent = part.tensor.shape[first]
        let order = [first, second] + part.letters.indices.filter { $0 != first && $0 != second }
        let rest = order.dropFirst(2).map { part.tensor.shape[$0] }
        let rows = part.tensor.permuted(order).reshaped(to: [extent * extent, rest.reduce(1, *)])
        let diagonal = rows.resampled(
          by: .picking((0..<extent).map { $0 * (extent + 1) }, from: extent * extent), axis: 0)
        part.tensor = diagonal.reshaped(to: Shape([extent] + rest))
        part.letters = order.dropFirst().map { part.letters[$0] }
      }
      return part
    }

    func summed(keeping wanted: Set<Character>) -> Part {
      let axes = letters.indices.filter { !wanted.contains(letters[$0]) }
      if axes.isEmpty { return self }
      return Part(letters: letters.filter(wanted.contains), tensor: tensor.sum(axes: axes))
    }

    /// As a batch of matrices: the letters of `groups` one after the other, each group one axis.
    func grouped(_ groups: [[Character]]) -> Tensor {
      let present = groups.joined().compactMap { letters.firstIndex(of: $0) }
      return tensor.permuted(present).reshaped(
        to: Shape(groups.map { $0.reduce(1) { $0 * extent($1) } }))
    }

    /// The product, summed over the letters that nobody wants any longer: one product of matrices for each shared index.
    func multiplied(with other: Part, keeping wanted: Set<Character>) -> Part {
      let left = summed(keeping: wanted.union(other.letters))
      let right = other.summed(keeping: wanted.union(letters))
      let both = left.letters.filter(right.letters.contains)
      // An axis of extent 1 in one of the two is repeated.
      let shape = both.map { max(left.extent($0), right.extent($0)) }
      let (a, b) = (left.stretched(both, shape), right.stretched(both, shape))
      let (shared, summed) = (both.filter(wanted.contains), both.filter { !wanted.contains($0) })
      let (rows, columns) = (a.letters.filter { !both.contains($0) }, b.letters.filter { !both.contains($0) })
      let product = a.grouped([shared, rows, summed]).batchedProduct(b.grouped([shared, summed, columns]))
      let extents = shared.map(a.extent) + rows.map(a.extent) + columns.map(b.extent)
      return Part(letters: shared + rows + columns, tensor: product.reshaped(to: Shape(extents)))
    }

    private func stretched(_ both: [Character], _ extents: [Int]) -> Part {
      var dimensions = tensor.shape.dimensions
      for (letter, extent) in zip(both, extents) {
        if let axis = letters.firstIndex(of: letter) { dimensions[axis] = extent }
      }
      return Part(letters: letters, tensor: tensor.broadcast(to: Shape(dimensions)))
    }
  }
}

extension Substring {
  /// The parts between occurrences of `separator`.
  fileprivate func components(of separator: String) -> [Substring] {
    guard let range = firstRange(of: separator) else { return [self] }
    return [self[..<range.lowerBound]] + self[range.upperBound...].components(of: separator)
  }
}

extension ONNXOperator {
  /// Sums of products.
  static let einsum = [
    ONNXOperator("Einsum") { importer, node in
      let inputs = try importer.inputs(of: node)
      let shapes = inputs.map(\.operand.shape)
      let sum = try ONNXEinsum(node.attributes["equation"]?.text ?? "", ranks: shapes.map(\.rank))
      var extents: [Character: BatchExtent] = [:]
      for (letters, shape) in zip(sum.inputs, shapes) {
        for (letter, extent) in zip(letters, shape.extents) {
          let old = extents[letter] ?? .fixed(1)
          guard old == extent || old == .fixed(1) || extent == .fixed(1) else {
            throw ONNXImporter.misfit(shapes[0], shape)
          }
          extents[letter] = old == .fixed(1) ? extent : old
        }
        // The diagonal of a square: an axis that stands twice is not repeated.
        guard Set(letters).count == letters.count || !shape.extents.contains(where: \.hasBatch) else {
          throw importer.mixing(shape)
        }
        guard
          letters.indices.allSatisfy({ first in
            letters.indices.allSatisfy { letters[$0] != letters[first] || shape.extents[$0] == shape.extents[first] }
          })
        else { throw ONNXImporter.misfit(shape, shape) }
      }
      guard extents.allSatisfy({ !$0.value.hasBatch || sum.output.contains($0.key) }) else {
        throw importer.mixing(shapes[0])
      }
      let shape = BatchShape(sum.output.compactMap { extents[$0] })
      let isLinear = inputs.filter { !$0.operand.isConstant }.count == 1
      try importer.appendFunction(node, of: inputs, shape: shape, form: isLinear ? .linear : .general) { sum($0) }
    }
  ]
}
