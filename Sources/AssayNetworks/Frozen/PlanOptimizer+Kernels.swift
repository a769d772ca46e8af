import AssayTensor

/// Functions that frozen plans have a way of their own for: what follows from telling them by what they do in memory.
extension PlanOptimizer {
  /// Makes dense layers on many rows 1×1 convolutions of a single line of pixels, and factors and summands of places in a
  /// row those of channels: then they are folded and fused as all others are.
  mutating func useOperations() {
    for index in nodes.indices {
      guard case .function(let function) = nodes[index].operation else { continue }
      switch function.kernel {
      case .rowProduct(let weight, let bias):
        let (outputs, inputs) = (weight.shape[0], weight.shape[1])
        let rows = nodes[index].inputShapes[0].count / inputs
        nodes[index].operation = .convolution(
          weight: weight.reshaped(to: [outputs, inputs, 1, 1]), bias: bias, geometry: ConvolutionGeometry())
        nodes[index].inputShapes = [[inputs, 1, rows]]
        nodes[index].outputShape = [outputs, 1, rows]
      case .rowAffine(let scale, let shift):
        let shape: Shape = [scale.count, 1, nodes[index].outputShape.count / scale.count]
        nodes[index].operation = .affine(scale: scale, shift: shift)
        nodes[index].inputShapes = [shape]
        nodes[index].outputShape = shape
      default: break
      }
    }
  }

  /// Makes one rearrangement of several in a row, and lets the readers of those that move nothing read their source.
  mutating func joinRearrangements() {
    var made: [PlanValue: (source: PlanValue, shape: Shape, rearrangement: Rearrangement)] = [:]
    var sources: [PlanValue: PlanValue] = [:]
    var result: [PlanNode] = []
    for var node in nodes {
      node.inputs = node.inputs.map { sources[$0] ?? $0 }
      if var rearrangement = node.rearrangement {
        if let first = made[node.inputs[0]], let both = rearrangement.after(first.rearrangement) {
          rearrangement = both
          (node.inputs, node.inputShapes) = ([first.source], [first.shape])
          node.operation = node.operation.with(.rearrangement(both))
        }
        if rearrangement.isIdentity, !outputs.contains(node.output) {
          sources[node.output] = node.inputs[0]
          continue
        }
        made[node.output] = (node.inputs[0], node.inputShapes[0], rearrangement)
      }
      result.append(node)
    }
    nodes = result
  }

  /// Lets a dense layer of which every reader takes some columns make each of these parts on its own.
  ///
  /// So the gradients of queries, keys and values need not be put together before they are multiplied by the weights.
  mutating func divideProducts() {
    let readers = readersByValue()
    var parts: [PlanValue: PlanNode] = [:]
    for node in nodes {
      guard case .convolution(let weight, let bias, let geometry) = node.operation, node.inputShapes[0][1] == 1,
        weight.shape[2] * weight.shape[3] == 1, geometry == ConvolutionGeometry(), node.activation == .none,
        !outputs.contains(node.output), let indices = readers[node.output], indices.count > 1
      else { continue }
      let ranges = indices.map { nodes[$0].rearrangement?.columns(of: weight.shape[0]) }
      guard !ranges.contains(where: { $0 == nil }),
        ranges.reduce(0, { $0 + ($1?.columns.count ?? 0) }) == weight.shape[0]
      else { continue }
      for (index, range) in zip(indices, ranges.compactMap { $0 }) {
        var part = node
        part.output = makeValue()
        part.operation = .convolution(
          weight: weight.rows(range.columns), bias: bias?.rows(range.columns), geometry: geometry)
        part.outputShape = [range.columns.count, 1, node.outputShape[2]]
        nodes[index].inputs = [part.output]
        nodes[index].inputShapes = [part.outputShape]
        nodes[index].operation = nodes[index].operation.with(.rearrangement(range.rest))
        parts[nodes[index].output] = part
      }
    }
    nodes = nodes.flatMap { node in (parts[node.output].map { [$0] } ?? []) + [node] }
  }

  /// Lets products of matrices read and write these where they lie, and takes factors of all numbers into them.
  mutating func foldIntoProducts() {
    let readers = readersByValue()
    let producers = Dictionary(uniqueKeysWithValues: nodes.indices.map { (nodes[$0].output, $0) })
    for index in nodes.indices {
      guard case .function(let function) = nodes[index].operation, case .products(var products) = function.kernel else {
        continue
      }
      for side in [0, 1] {
        let extents =
          products.outer + (side == 0 ? [products.rows, products.depth] : [products.depth, products.columns])
        let other = nodes[index].inputs[1 - side]
        guard
          let found = operand(nodes[index].inputs[side], extents, producers, not: other)
        else { continue }
        nodes[index].inputs[side] = found.value
        nodes[index].inputShapes[side] = found.shape
        if side == 0 { products.left = found.place } else { products.right = found.place }
        products.factor *= found.factor
      }
      nodes[index].operation = nodes[index].operation.with(.products(products))
      absorbReaders(index, products, readers)
    }
    removeUnread()
  }

  /// Where an operand of products lies before it is put into another order and multiplied by one factor.
  private func operand(
    _ value: PlanValue, _ extents: [Int], _ producers: [PlanValue: Int], not other: PlanValue
  ) -> (value: PlanValue, shape: Shape, place: MatrixProducts.Place, factor: Float)? {
    var best: (PlanValue, Shape, MatrixProducts.Place, Float)?
    var (current, factor) = (value, Float(1))
    var rearrangement = Rearrangement(
      extents: extents, strides: Rearrangement.steps(extents), sourceCount: extents.reduce(1, *))
    while let index = producers[current], nodes[index].output == current {
      let node = nodes[index]
      if let both = node.rearrangement.flatMap({ rearrangement.after($0) }) {
        rearrangement = both
      } else if let single = node.singleFactor {
        factor *= single
      } else {
        break
      }
      current = node.inputs[0]
      if current != other, rearrangement.isComplete, let strides = rearrangement.strides(along: extents),
        let place = MatrixProducts.Place(strides, rows: extents[extents.count - 2], columns: extents[extents.count - 1])
      {
        best = (current, node.inputShapes[0], place, factor)
      }
    }
    return best
  }

  /// Takes what alone reads the products into them: a factor, and another order.
  private mutating func absorbReaders(_ index: Int, _ products: MatrixProducts, _ readers: [PlanValue: [Int]]) {
    var products = products
    while !outputs.contains(nodes[index].output), let reader = readers[nodes[index].output], reader.count == 1 {
      let node = nodes[reader[0]]
      if let factor = node.singleFactor {
        products.factor *= factor
      } else if let rearrangement = node.rearrangement, rearrangement.isComplete,
        products.result == MatrixProducts(of: products).result,
        let strides = rearrangement.inverse.strides(along: products.outer + [products.rows, products.columns]),
        let place = MatrixProducts.Place(strides, rows: products.rows, columns: products.columns), place.column == 1
      {
        products.result = place
      } else {
        break
      }
      nodes[index].output = node.output
      nodes[index].outputShape = node.outputShape
      nodes[index].operation = nodes[index].operation.with(.products(products))
      // Nothing reads what it wrote any longer, and nothing else may write that value.
      nodes[reader[0]].output = makeValue()
    }
  }

  private func readersByValue() -> [PlanValue: [Int]] {
    var readers: [PlanValue: [Int]] = [:]
    for (index, node) in nodes.enumerated() { for input in node.inputs { readers[input, default: []].append(index) } }
    return readers
  }
}

extension MatrixProducts {
  /// The same products of row-major matrices one after the other.
  fileprivate init(of other: MatrixProducts) {
    self.init(outer: other.outer, rows: other.rows, depth: other.depth, columns: other.columns)
  }
}

extension PlanOperation {
  /// A function with another form for frozen plans.
  fileprivate func with(_ kernel: PlanKernel) -> PlanOperation {
    guard case .function(let function) = self else { return self }
    return .function(function.with(kernel))
  }
}

extension PlanNode {
  /// The rearrangement that the node is, if it is one.
  fileprivate var rearrangement: Rearrangement? {
    guard case .function(let function) = operation, case .rearrangement(let rearrangement) = function.kernel else {
      return nil
    }
    return rearrangement
  }

  /// What the node multiplies every number by, where it does nothing else.
  fileprivate var singleFactor: Float? {
    guard case .affine(let scale, let shift) = operation, activation == .none, scale.count > 0 else { return nil }
    let factor = scale.pointer[0]
    let isSingle = (0..<scale.count).allSatisfy { scale.pointer[$0] == factor && shift.pointer[$0] == 0 }
    return isSingle ? factor : nil
  }
}

extension Rearrangement {
  /// How far apart numbers are along axes of the given extents that lie one within the other.
  fileprivate static func steps(_ extents: [Int]) -> [Int] {
    var (steps, step) = ([Int](), 1)
    for extent in extents.reversed() {
      steps.append(step)
      step *= extent
    }
    return steps.reversed()
  }

  /// The columns that are taken of every row of `width` numbers, and in what order; nil where it is not the same of all rows.
  fileprivate func columns(of width: Int) -> (columns: Range<Int>, rest: Rearrangement)? {
    let first = offset % width
    guard offset == first, sourceCount % width == 0 else { return nil }
    var (rows, last, taken) = (1, first, 1)
    for (extent, stride) in zip(extents, strides) {
      if stride % width == 0 {
        rows *= extent
      } else {
        last += (extent - 1) * stride
        taken *= extent
      }
    }
    let count = last - first + 1
    guard last < width, count == taken, rows == sourceCount / width else { return nil }
    let rest = Rearrangement(
      extents: extents, strides: strides.map { $0 % width == 0 ? $0 / width * count : $0 }, sourceCount: rows * count)
    return (first..<last + 1, rest)
  }
}
