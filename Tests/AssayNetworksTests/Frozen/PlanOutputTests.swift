import AssayBase
import AssayNetworks
import AssayNetworksTestSupport
import AssayTensor
import Testing

/// Plans with several outputs: read on by other layers or not, inside a margin, flattened, wanted twice.
@Suite struct PlanOutputTests {
  private let key = RandomKey(seed: 83)
  private let shape: Shape = [3, 6, 8]
  private let first = Sequential {
    Convolution("a", 3, 5, kernel: 3, padding: 1)
    ReLU()
  }
  private let pool = MaxPool(2)
  private let second = Convolution("b", 5, 4, kernel: 3, padding: 1)
  private let flatten = Flatten()

  private var parameters: [String: Tensor] {
    Dictionary(
      uniqueKeysWithValues: (first.parameters + second.parameters).map {
        ($0.name, Tensor.uniform(-0.5, 0.5, shape: $0.shape, key: key.derived($0.name)))
      })
  }

  /// The rectified convolution, its pooling, the flattened pooling twice, the next convolution, and the images.
  private func plan() throws -> Plan {
    try Plan(input: shape, parameters: parameters) { images, plan in
      let rectified = try first.lower(images, into: &plan)
      let pooled = try pool.lower(rectified, into: &plan)
      let flat = try flatten.lower(pooled, into: &plan)
      return [rectified, pooled, flat, flat, try second.lower(pooled, into: &plan), images]
    }
  }

  private func outputs(_ images: Tensor) -> [Tensor] {
    let context = LayerContext(parameters: parameters, mode: .evaluation)
    let rectified = first(images, context)
    let pooled = pool(rectified, context)
    return [rectified, pooled, pooled.flattened(), pooled.flattened(), second(pooled, context), images]
  }

  @Test func outputsAndTheirGradientsAreThoseOfTheLayers() throws {
    let images = Tensor.uniform(-1, 1, shape: [7, 3, 6, 8], key: key.derived("images"))
    let expected = outputs(images)
    let cotangent = expected.enumerated().map {
      Tensor.uniform(-1, 1, shape: $1.shape, key: key.derived("cotangent").derived($0))
    }
    let plan = try plan()
    for wanted in [Array(0..<6), [0], [1, 2], [3], [4], [5]] {
      // Outputs with a gradient of zero do not count.
      let parts = cotangent.enumerated().map { wanted.contains($0) ? $1 : .zeros($1.shape) }
      let (_, slope) = valueAndGradient(at: images) { images in
        zip(outputs(images), parts).map { ($0 * $1).sum() }.reduce(Tensor(0)) { $0 + $1 }
      }
      let (got, gradient) = try plan.outputsAndInputGradient(for: images) { _, rows in parts.map { $0.rows(rows) } }
      for (value, other) in zip(got, expected) { #expect(largestDistance(value, other) < 1e-5) }
      #expect(largestDistance(gradient, slope) < 1e-5, "\(wanted)")
    }
    for (value, other) in zip(try plan.outputs(for: images), expected) { #expect(largestDistance(value, other) < 1e-5) }
  }
}
