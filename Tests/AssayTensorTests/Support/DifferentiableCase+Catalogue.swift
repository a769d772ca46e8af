import AssayBase
import AssayTensor

extension DifferentiableCase {
  private static let root = RandomKey(seed: 20_260_101)

  private static func draw(_ shape: Shape, _ name: String, _ low: Float = -1, _ high: Float = 1) -> Tensor {
    .uniform(low, high, shape: shape, key: root.derived(name))
  }

  /// Numbers 0.25 apart, in random order, and 0.125 from zero: within the steps of a difference none changes its sign
  /// and no two swap places.
  private static func apart(_ shape: Shape, _ name: String) -> Tensor {
    var stream = RandomStream(root.derived(name))
    let order = stream.permutation(of: shape.count)
    return Tensor(shape: shape, elements: order.map { Float($0 - shape.count / 2) * 0.25 + 0.125 })
  }

  /// Every operation of the engine, on shapes that are no multiples of a vector.
  static let all: [DifferentiableCase] =
    convolutions + products + poolings + unaries + binaries + shapings + rows

  private static let convolutions: [DifferentiableCase] = [
    (1, 1, 7, 3, 1, 1, 1, 1, 1), (3, 5, 9, 3, 1, 1, 1, 1, 2), (4, 6, 8, 3, 2, 1, 1, 2, 3), (3, 3, 7, 3, 1, 1, 1, 3, 2),
    (2, 17, 5, 5, 1, 2, 1, 1, 1), (5, 4, 9, 3, 2, 2, 2, 1, 2), (6, 2, 6, 1, 1, 0, 1, 1, 2),
    (3, 2, 10, 4, 3, 0, 1, 1, 1),
  ].map { (parts: (Int, Int, Int, Int, Int, Int, Int, Int, Int)) in
    let (channels, outputs, size, kernel, stride, padding, dilation, groups, batch) = parts
    let name = "convolution \(parts)"
    let geometry = ConvolutionGeometry(
      stride: (stride, stride), padding: (padding, padding), dilation: (dilation, dilation), groups: groups)
    return DifferentiableCase(
      name: name,
      inputs: [
        draw([batch, channels, size, size + 1], name + "x"),
        draw([outputs, channels / groups, kernel, kernel], name + "w"), draw([outputs], name + "b"),
      ]
    ) { $0[0].convolved(with: $0[1], bias: $0[2], geometry) }
  }

  private static let products: [DifferentiableCase] =
    [(false, false), (true, false), (false, true), (true, true)].map { left, right in
      let name = "product \(left) \(right)"
      return DifferentiableCase(
        name: name,
        inputs: [draw(left ? [5, 3] : [3, 5], name + "a"), draw(right ? [7, 5] : [5, 7], name + "b")]
      ) { .product($0[0], $0[1], transposingLeft: left, transposingRight: right) }
    } + [
      DifferentiableCase(
        name: "linear", inputs: [draw([3, 19], "lx"), draw([18, 19], "lw"), draw([18], "lb")]
      ) { $0[0].linear(weight: $0[1], bias: $0[2]) }
    ]

  private static let poolings: [DifferentiableCase] =
    [
      (PoolingGeometry(kernel: (2, 2)), 7), (PoolingGeometry(kernel: (3, 3), stride: (2, 2), padding: (1, 1)), 8),
      (PoolingGeometry(kernel: (3, 2), stride: (1, 1)), 5),
      (PoolingGeometry(kernel: (3, 3), stride: (2, 2), roundsUp: true), 6),
    ].flatMap { (geometry: PoolingGeometry, size: Int) in
      let shape: Shape = [2, 3, size, size + 1]
      return [
        DifferentiableCase(name: "maximum \(geometry)", inputs: [apart(shape, "max\(size)")]) {
          $0[0].maxPooled(geometry)
        },
        DifferentiableCase(name: "average \(geometry)", inputs: [draw(shape, "avg\(size)")]) {
          $0[0].averagePooled(geometry)
        },
        DifferentiableCase(name: "average of pixels alone \(geometry)", inputs: [draw(shape, "avg\(size)")]) {
          $0[0].averagePooled(geometry, countsPadding: false)
        },
      ]
    } + [
      DifferentiableCase(name: "global average", inputs: [draw([3, 5, 4, 3], "global")]) { $0[0].globallyAveraged() }
    ]

  private static let unaries: [DifferentiableCase] = {
    let shape: Shape = [2, 3, 3, 5]
    let (any, kinked, positive) = (draw(shape, "any", -2, 2), apart([53], "kinked"), draw(shape, "positive", 0.5, 2))
    func make(_ name: String, _ x: Tensor, _ f: @escaping @Sendable (Tensor) -> Tensor) -> DifferentiableCase {
      DifferentiableCase(name: name, inputs: [x]) { f($0[0]) }
    }
    return [
      make("negation", any) { -$0 }, make("exp", any) { $0.exp() }, make("log", positive) { $0.log() },
      make("tanh", any) { $0.tanh() }, make("sigmoid", any) { $0.sigmoid() }, make("softplus", any) { $0.softplus() },
      make("silu", any) { $0.silu() }, make("root", positive) { $0.squareRoot() },
      make("reciprocal", positive) { $0.reciprocal() }, make("square", any) { $0.squared() },
      make("relu", kinked) { $0.relu() }, make("absolute", kinked) { $0.absolute() },
      make("sign", kinked) { $0.sign() }, make("scalars", any) { ((2 - $0) * 3 + 1) / 7 - 0.5 },
    ]
  }()

  private static let binaries: [DifferentiableCase] = {
    let shapes: [(Shape, Shape)] = [
      ([2, 3, 4, 5], [2, 3, 4, 5]), ([2, 3, 4, 5], [1, 3, 1, 1]), ([2, 1, 4, 1], [1, 3, 1, 5]), ([3, 1, 4], [2, 1]),
      ([4, 7], [7]), ([5], []), ([2, 3, 4, 5], [5]),
    ]
    return shapes.flatMap { (left: Shape, right: Shape) in
      let (a, b) = (draw(left, "left\(left)"), draw(right, "right\(left)\(right)", 0.5, 2))
      return [
        DifferentiableCase(name: "sum \(left) \(right)", inputs: [a, b]) { $0[0] + $0[1] },
        DifferentiableCase(name: "difference \(left) \(right)", inputs: [a, b]) { $0[1] - $0[0] },
        DifferentiableCase(name: "product \(left) \(right)", inputs: [a, b]) { $0[0] * $0[1] },
        DifferentiableCase(name: "quotient \(left) \(right)", inputs: [a, b]) { $0[0] / $0[1] },
      ]
    }
  }()

  private static let shapings: [DifferentiableCase] = {
    let images = draw([2, 3, 4, 5], "images")
    let sums: [Shape] = [
      [], [1, 3, 1, 1], [2, 1, 1, 1], [2, 3, 1, 1], [2, 1, 4, 5], [1, 1, 4, 1], [1, 3, 4, 5], [2, 3, 1, 5],
    ]
    return [
      DifferentiableCase(name: "images to features", inputs: [images]) { $0[0].flattened().squared() },
      DifferentiableCase(name: "features to images", inputs: [draw([2, 60], "features")]) {
        $0[0].reshaped(to: [2, 3, 4, 5]) * images
      },
      DifferentiableCase(name: "images to images", inputs: [images]) { $0[0].reshaped(to: [3, 4, 2, 5]).squared() },
      DifferentiableCase(name: "mean", inputs: [images]) { $0[0].squared().mean() },
      DifferentiableCase(name: "sum an example", inputs: [images]) { $0[0].squared().sumPerExample() },
    ]
      + sums.map { shape in
        DifferentiableCase(name: "sums \(shape)", inputs: [images]) { $0[0].squared().summed(to: shape) }
      }
      + sums.dropFirst().map { shape in
        DifferentiableCase(name: "stretch \(shape)", inputs: [draw(shape, "stretch\(shape)")]) {
          $0[0].broadcast(to: [2, 3, 4, 5]) * images
        }
      }
  }()

  private static let rows: [DifferentiableCase] = {
    let logits = draw([4, 7], "logits", -2, 2)
    let (labels, mask) = ([0, 6, 3, 3], apart([4, 7], "mask"))
    return [
      DifferentiableCase(name: "softmax", inputs: [logits]) { $0[0].softmax() },
      DifferentiableCase(name: "logarithm of softmax", inputs: [logits]) { $0[0].logSoftmax() },
      DifferentiableCase(name: "cross-entropy", inputs: [logits]) { $0[0].crossEntropy(labels: labels) },
      DifferentiableCase(name: "cross-entropy of one class", inputs: [draw([3, 1], "one")]) {
        $0[0].crossEntropy(labels: [0, 0, 0])
      },
      DifferentiableCase(name: "selection", inputs: [logits]) { $0[0].squared().selecting(columns: labels) },
      DifferentiableCase(name: "placement", inputs: [draw([4], "placed")]) {
        $0[0].squared().placed(atColumns: labels, width: 7)
      },
      DifferentiableCase(name: "mask", inputs: [logits]) { $0[0].squared().masked(wherePositive: mask) },
    ]
  }()
}
