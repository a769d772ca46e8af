import AssayBase
import AssayTensor

/// Where a classifier's logits are: at its output, or before the last steps make probabilities of them.
///
/// What the last steps compute is found by trying them on numbers, however the file writes it: a softmax may be one node
/// or an exponential divided by a sum.
struct ONNXHead {
  /// The number of the value with the logits.
  private(set) var number: Int
  /// The number of classes.
  let classes: Int
  /// What a user should know of how the logits were found.
  private(set) var note: String?

  /// - Throws: `AssayError(.unsupported)` where the output is not one row of scores an image.
  init(_ importer: inout ONNXImporter, output: String, keepsProbabilities: Bool) throws {
    guard case .value(let last, let shape) = try importer.operand(named: output), let example = shape.example,
      example.count <= 1, last > 0
    else {
      throw AssayError(
        .unsupported, "ONNX: the output is not one row of scores an image", expected: "N×K", at: "“\(output)”")
    }
    let width = example.first ?? 1
    number = last
    classes = max(2, width)
    if !keepsProbabilities, let tail = Self.tail(of: importer, at: last, width: width) {
      number = try Self.logits(before: tail, &importer)
      note = tail.kind.note
    } else if width == 1 {
      throw AssayError(
        .unsupported, "ONNX: the output has one number an image, where a classifier has one for each class",
        expected: "at least 2 classes", found: "\(shape)", at: "“\(output)”",
        advice: "Export a head with a score for each class, or a logistic function at the end")
    } else if !keepsProbabilities, Self.areProbabilities(importer, last) {
      note = "the outputs are probabilities, and no logits were found before them: attacks follow the probabilities"
    }
  }

  /// Appends what makes logits of the numbers before the tail.
  private static func logits(before tail: Tail, _ importer: inout ONNXImporter) throws -> Int {
    let isRow = importer.steps[tail.start - 1].shape.rank == 1
    let count = importer.steps[tail.start - 1].shape.count
    var number = tail.start
    if !isRow { number = try importer.appendStep(named: "logits", [number], shape: [count]) { _ in .flatten } }
    guard tail.kind == .logisticOfOne else { return number }
    let halves = Tensor(shape: [2, 1], elements: [-0.5, 0.5])
    return try importer.appendStep(named: "logits", [number], shape: [2]) { _ in .linear(weight: halves, bias: nil) }
  }
}

// MARK: Tails

extension ONNXHead {
  /// What the steps behind a value make of its numbers.
  private enum Kind: CaseIterable {
    case softmax, logistic, shareOfLogistics, logisticOfOne, second

    /// The numbers that are read for `width` that come out; nil where there is no such tail.
    func inputs(for width: Int) -> Int? {
      switch self {
      case .softmax, .logistic, .shareOfLogistics: width > 1 ? width : nil
      case .logisticOfOne: width <= 2 ? 1 : nil
      case .second: width == 1 ? 2 : nil
      }
    }

    /// The results for rows of numbers.
    func results(_ x: Tensor, width: Int) -> Tensor {
      switch self {
      case .softmax: return x.softmax(axis: 1)
      case .logistic: return x.sigmoid()
      case .shareOfLogistics:
        let shares = x.sigmoid()
        return shares / shares.sum(axes: [1], keepingAxes: true).broadcast(to: shares.shape)
      case .logisticOfOne: return width == 1 ? x.sigmoid() : .concatenating([(-x).sigmoid(), x.sigmoid()], axis: 1)
      case .second: return x.slice(1..<2, axis: 1)
      }
    }

    var note: String {
      switch self {
      case .softmax: "the softmax at the end was left out, since attacks need logits"
      case .logistic, .shareOfLogistics:
        "the logistic function of each score at the end was left out, since attacks need logits: the labels are the "
          + "file's, the softmax of the logits is not its probabilities"
      case .logisticOfOne:
        "the file has one number d for two classes, whose probabilities are the logistic functions of −d and d: the "
          + "logits are −d/2 and d/2, whose softmax is the same"
      case .second: "the file gives the second of two scores: the logits are both"
      }
    }
  }

  private struct Tail {
    let kind: Kind
    let start: Int
  }

  /// The most steps that are looked at.
  private static let longest = 100
  /// The most numbers that they may make of one image.
  private static let largest = 1 << 20

  /// The longest tail of a known kind that ends at `last`, without layers that have weights of their own.
  private static func tail(of importer: ONNXImporter, at last: Int, width: Int) -> Tail? {
    var (found, open, passed, size) = (Tail?.none, Set([last]), Set<Int>(), 0)
    while let top = open.max(), top > 0, passed.count < longest {
      let step = importer.steps[top - 1]
      if open.count == 1, !passed.isEmpty, step.shape.count <= max(2, width) {
        let kind = Kind.allCases.first { kind in
          kind.inputs(for: width) == step.shape.count && computes(kind, importer, passed, from: top, to: last, width)
        }
        if let kind { found = Tail(kind: kind, start: top) }
      }
      size += step.shape.count
      guard step.multiplyAdds == 0, size <= largest else { break }
      open.remove(top)
      passed.insert(top)
      open.formUnion(step.inputs)
    }
    return found
  }

  /// Whether the steps behind `start` give what `kind` does, for several rows of numbers.
  private static func computes(
    _ kind: Kind, _ importer: ONNXImporter, _ numbers: Set<Int>, from start: Int, to last: Int, _ width: Int
  ) -> Bool {
    let (rows, shape) = (6, importer.steps[start - 1].shape)
    let samples = Tensor.uniform(-4, 4, shape: [rows, shape.count], key: RandomKey(seed: 1))
    var values = [start: samples.reshaped(to: Shape([rows] + shape.dimensions))]
    let context = LayerContext(parameters: importer.tensors, mode: .evaluation)
    for number in numbers.sorted() {
      let step = importer.steps[number - 1]
      let inputs = step.inputs.compactMap { values[$0] }
      guard inputs.count == step.inputs.count, !inputs.isEmpty else { return false }
      values[number] = step.operation(context.parameter).apply(inputs, context)
    }
    guard let result = values[last]?.reshaped(to: [rows, width]) else { return false }
    let expected = kind.results(samples, width: width)
    return zip(result.elements, expected.elements).allSatisfy { abs($0 - $1) <= 1e-5 }
  }

  /// Whether the outputs for some images are shares of one; not asked of large networks.
  private static func areProbabilities(_ importer: ONNXImporter, _ last: Int) -> Bool {
    let graph = importer.layer(named: "", output: last)
    guard graph.steps.reduce(0, { $0 + $1.multiplyAdds + $1.shape.count }) < 1 << 20 else { return false }
    let images = Tensor.uniform(0, 1, shape: Shape([4] + graph.input.dimensions), key: RandomKey(seed: 2))
    let outputs = graph(images, LayerContext(parameters: importer.tensors, mode: .evaluation))
    let width = outputs.count / 4
    return (0..<4).allSatisfy { row in
      let shares = outputs.elements[row * width..<(row + 1) * width]
      return shares.allSatisfy { 0...1 ~= $0 } && abs(shares.reduce(0, +) - 1) < 1e-4
    }
  }
}
