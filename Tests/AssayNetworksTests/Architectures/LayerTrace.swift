import AssayBase
import AssayNetworks
import AssayTensor
import AssayTestSupport

/// What every layer with weights gives in evaluation, found by walking through the branching layers.
struct LayerTrace {
  /// A layer's output in two numbers.
  struct Row {
    let shape: Shape
    let mean: Double
    let l2: Double
  }

  private(set) var rows: [String: Row] = [:]
  private let context: LayerContext

  init(_ network: Network, _ images: Tensor) {
    context = LayerContext(parameters: network.parameters, mode: .evaluation)
    _ = walk(network.architecture.body, images)
  }

  private mutating func walk(_ layer: any Layer, _ input: Tensor) -> Tensor {
    switch layer {
    case let chain as Sequential:
      return chain.layers.reduce(input) { walk($1, $0) }
    case let residual as Residual:
      return walk(residual.body, input) + walk(residual.shortcut, input)
    case let concatenation as Concatenation:
      return .concatenatingChannels(concatenation.branches.map { walk($0, input) })
    case let excitation as SqueezeExcitation:
      return input * walk(excitation.gate, input)
    default:
      let output = layer(input, context)
      if let parameter = layer.parameters.first, !(layer is AuxiliaryHead) {
        let name = parameter.name.split(separator: ".").dropLast().joined(separator: ".")
        let (mean, l2) = Self.norms(output)
        rows[name] = Row(shape: output.shape, mean: mean, l2: l2)
      }
      return output
    }
  }

  /// The first layer, in the order of `rows` [name, shape, mean, norm], that gives something else.
  ///
  /// Rows of layers without weights are passed over; every layer with weights must have one.
  func firstMismatch(with expected: [JSONValue]) -> GoldenMismatch? {
    var seen: Set<String> = []
    for row in expected {
      guard let name = row[0]?.string, let got = rows[name] else { continue }
      seen.insert(name)
      guard let mean = row[2]?.double, let l2 = row[3]?.double, let shape = row[1]?.array?.compactMap(\.int) else {
        return GoldenMismatch(role: "layers", "the row of \(name) is not [name, shape, mean, norm]")
      }
      let scale = l2 / Double(max(1, got.shape.count)).squareRoot()
      guard got.shape.dimensions == shape, (got.l2 - l2).magnitude <= 1e-3 * l2,
        (got.mean - mean).magnitude <= 1e-3 * scale
      else {
        return GoldenMismatch(
          role: "layers", "\(name) gives \(got), expected shape \(shape), mean \(mean) and norm \(l2)")
      }
    }
    let unseen = Set(rows.keys).subtracting(seen).sorted()
    return unseen.isEmpty ? nil : GoldenMismatch(role: "layers", "no rows for \(unseen.joined(separator: ", "))")
  }

  /// The mean and the Euclidean norm, in double precision.
  static func norms(_ tensor: Tensor) -> (mean: Double, l2: Double) {
    var (sum, squares) = (0.0, 0.0)
    let (pointer, count) = (tensor.pointer, tensor.count)
    var k = 0
    while k < count {
      let x = Double(pointer[k])
      sum += x
      squares += x * x
      k &+= 1
    }
    return (sum / Double(max(1, count)), squares.squareRoot())
  }
}
