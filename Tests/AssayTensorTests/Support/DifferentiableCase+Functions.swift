import AssayBase
import AssayTensor

extension DifferentiableCase {
  /// Activations, normalisations, resampling and passes along axes, on shapes that are no multiples of a vector.
  static let functions: [DifferentiableCase] = activations + normalizations + resamplings + grids + axes + gates

  private static let root = RandomKey(seed: 20_260_102)

  private static func draw(_ shape: Shape, _ name: String, _ low: Float = -1, _ high: Float = 1) -> Tensor {
    .uniform(low, high, shape: shape, key: root.derived(name))
  }

  /// Numbers 0.25 apart, in random order, and 0.125 from every multiple of a quarter.
  private static func apart(_ shape: Shape, _ name: String) -> Tensor {
    var stream = RandomStream(root.derived(name))
    let order = stream.permutation(of: shape.count)
    return Tensor(shape: shape, elements: order.map { Float($0 - shape.count / 2) * 0.25 + 0.125 })
  }

  private static let activations: [DifferentiableCase] = {
    let (smooth, kinked) = (draw([2, 3, 3, 7], "smooth", -3, 3), apart([61], "kinked"))
    func make(_ name: String, _ x: Tensor, _ f: @escaping @Sendable (Tensor) -> Tensor) -> DifferentiableCase {
      DifferentiableCase(name: name, inputs: [x]) { f($0[0]) }
    }
    return [
      make("silu", smooth) { $0.silu() }, make("mish", smooth) { $0.mish() }, make("gelu", smooth) { $0.gelu() },
      make("gelu by tanh", smooth) { $0.gelu(approximatedByTanh: true) }, make("erf", smooth) { $0.erf() },
      make("softplus of beta 3", smooth) { $0.softplus(beta: 3) },
      make("elu", kinked) { ($0 / 4).elu(alpha: 0.7) },
      make("leaky relu", kinked) { $0.leakyReLU(slope: 0.2).squared() },
      make("relu6", kinked) { $0.relu6().squared() }, make("clamp", kinked) { $0.clamped(-1, 2).squared() },
      make("hard sigmoid", kinked) { $0.hardSigmoid().squared() }, make("hard swish", kinked) { $0.hardSwish() },
      make("power", draw([19], "power", 0.5, 2)) { $0.raised(to: -0.75) },
      DifferentiableCase(name: "maximum and minimum", inputs: [apart([5, 7], "left"), apart([7], "right") + 0.125]) {
        .maximum($0[0], $0[1]).squared() + .minimum($0[0], $0[1])
      },
    ]
  }()

  private static let normalizations: [DifferentiableCase] = {
    let (images, features) = (draw([3, 6, 3, 4], "images", -2, 2), draw([5, 19], "features", -2, 2))
    func make(
      _ name: String, _ x: Tensor, _ weights: Shape, _ f: @escaping @Sendable (Tensor, Tensor, Tensor) -> Tensor
    ) -> DifferentiableCase {
      DifferentiableCase(
        name: name, inputs: [x, draw(weights, name + "w", 0.5, 1.5), draw(weights, name + "b")]
      ) { f($0[0], $0[1], $0[2]) }
    }
    return [
      make("batch norm", images, [6]) { $0.batchNormalized(weight: $1, bias: $2, epsilon: 0.1).output },
      make("batch norm of features", features, [19]) { $0.batchNormalized(weight: $1, bias: $2, epsilon: 0.1).output },
      // The derivative of the product wants what the normalisation gave, which is computed again.
      make("batch norm in a product", images, [6]) {
        let y = $0.batchNormalized(weight: $1, bias: $2, epsilon: 0.1).output
        return y * y.sigmoid()
      },
      make("layer norm", images, [6, 3, 4]) { $0.layerNormalized(weight: $1, bias: $2, epsilon: 0.1) },
      make("layer norm of rows", features, [19]) { $0.layerNormalized(weight: $1, bias: $2, epsilon: 0.1) },
      make("layer norm of the last axis", images, [4]) { $0.layerNormalized(weight: $1, bias: $2, epsilon: 0.1) },
      make("layer norm by pixel", images, [6]) { $0.layerNormalizedByPixel(weight: $1, bias: $2, epsilon: 0.1) },
      make("group norm", images, [6]) { $0.groupNormalized(groups: 3, weight: $1, bias: $2, epsilon: 0.1) },
    ]
      + [3, 4].map { size in
        DifferentiableCase(name: "local response norm of \(size)", inputs: [images]) {
          $0[0].locallyNormalized(size: size, alpha: 0.5, beta: 0.6, k: 1)
        }
      }
  }()

  private static let resamplings: [DifferentiableCase] = {
    let images = draw([2, 3, 5, 4], "resampled")
    func make(_ name: String, _ f: @escaping @Sendable (Tensor) -> Tensor) -> DifferentiableCase {
      DifferentiableCase(name: name, inputs: [images]) { f($0[0]).squared() }
    }
    let methods: [Interpolation] = [
      .nearest, .bilinear(), .bilinear(aligned: true), .bicubic(), .bicubic(aligned: true),
      .antialiasedBilinear, .antialiasedBicubic, .area,
    ]
    let margins = [Margins(2), Margins(top: 1, bottom: -2, left: 0, right: 3), Margins(left: -1, right: -1)]
    return methods.flatMap { method in
      [(9, 11), (3, 2)].map { size in
        make("\(method) to \(size)") { $0.resized(height: size.0, width: size.1, by: method) }
      }
    }
      + [(2, 3), (1, 1), (7, 4), (5, 2)].map { size in
        make("adaptive average to \(size)") { $0.adaptivelyAveraged(height: size.0, width: size.1) }
      }
      + margins.flatMap { margins in
        [PaddingFill.constant(0), .constant(-0.5), .reflected, .replicated].map { fill in
          make("\(fill) around \(margins)") { $0.padded(margins, with: fill) }
        }
      }
  }()

  /// Places drawn at a distance from rows and columns of pixels, where derivatives jump, and beyond the border.
  private static let grids: [DifferentiableCase] = {
    let images = draw([2, 2, 5, 6], "sampled")
    let wide = Tensor.uniform(-1.4, 1.4, shape: [2, 4, 3, 2], key: RandomKey(seed: 5)).elements
    let sizes: [Float] = [6, 5]
    @Sendable func places(aligned: Bool) -> Tensor {
      let elements = wide.enumerated().map { index, place -> Float in
        let size = sizes[index % 2]
        let pixel = aligned ? (place + 1) * (size - 1) / 2 : ((place + 1) * size - 1) / 2
        let apart = pixel.rounded(.down) + 0.3 + 0.4 * (pixel - pixel.rounded(.down))
        return aligned ? apart * 2 / (size - 1) - 1 : (2 * apart + 1) / size - 1
      }
      return Tensor(shape: [2, 4, 3, 2], elements: elements)
    }
    return [PaddingFill.constant(0), .constant(0.5), .reflected, .replicated].flatMap { fill in
      [true, false].map { aligned in
        // Steps of a tenth: the differences must not leave the pixel.
        DifferentiableCase(name: "grid, \(fill), aligned \(aligned)", inputs: [images, .zeros([2, 4, 3, 2])]) {
          $0[0].sampled(at: places(aligned: aligned) + $0[1] * 0.1, beyond: fill, aligned: aligned).squared()
        }
      }
    }
      + [
        DifferentiableCase(name: "a map for each image", inputs: [images]) {
          let maps = [10.0, 20].map { turn -> PixelMap in
            .affine([1, 0.01 * turn, 0, -0.02 * turn, 1, 0.5], from: (5, 6), to: (4, 7), beyond: .replicated)
          }
          return $0[0].mapped(by: maps).squared()
        }
      ]
  }()

  private static let axes: [DifferentiableCase] = {
    let (images, block) = (draw([2, 3, 4, 5], "axes"), draw([3, 4, 5], "block"))
    let distinct = apart([2, 3, 4, 5], "distinct")
    func make(_ name: String, _ x: Tensor, _ f: @escaping @Sendable (Tensor) -> Tensor) -> DifferentiableCase {
      DifferentiableCase(name: name, inputs: [x]) { f($0[0]) }
    }
    return [
      make("permutation", images) { $0.permuted([2, 0, 3, 1]).squared() },
      make("transposition", block) { $0.transposed().squared() },
      make("slices", images) { x in
        let parts = (0..<4).map { x.slice(1..<x.shape[$0], axis: $0).squared().sum() }
        return parts.dropFirst().reduce(parts[0]) { $0 + $1 }
      },
      make("parts swapped", images) { x in
        let parts = x.split(sizes: [1, 3, 1], axis: -1)
        return .concatenating([parts[2], parts[0], parts[1]], axis: -1).squared()
      },
      make("channels", images) { .concatenatingChannels([$0, $0.channels(0..<2).squared()]) },
      make("sums dropped", images) { $0.squared().sum(axes: [1, -1]) },
      make("variance", images) { $0.variance(axes: [0, 2]) },
      make("biased variance", block) { $0.variance(axes: [1], isUnbiased: false, keepingAxes: true) },
      make("logarithm of sums of powers", images) { $0.logSumExp(axis: 1) },
      make("l1 norm", distinct) { ($0.l1Norm(axes: [1, 2]) / 16).squared() },
      make("l2 norm", images) { $0.l2Norm(axes: [1, 2, 3]) },
      make("running sums", images) { $0.squared().cumulativeSum(axis: 2) },
      make("softmax of channels", images) { $0.softmax(axis: 1) },
      make("logarithm of softmax of rows", images) { $0.logSoftmax(axis: 2) },
    ]
      + (0..<4).map { axis in make("maximum along \(axis)", distinct) { ($0.maximum(axis: axis) / 8).squared() } }
  }()

  private static let gates: [DifferentiableCase] =
    [
      DifferentiableCase(name: "gates", inputs: [draw([3, 5, 2, 3], "gated"), draw([3, 5, 1, 1], "gates")]) {
        $0[0] * $0[1].sigmoid()
      }
    ]
    + [(1, 0, 1, 1, 0), (2, 1, 1, 1, 1), (3, 0, 1, 2, 2), (2, 1, 2, 1, 0)].map {
      (stride: Int, padding: Int, dilation: Int, groups: Int, more: Int) in
      let name = "transposed convolution \((stride, padding, dilation, groups, more))"
      let geometry = ConvolutionGeometry(
        stride: (stride, stride), padding: (padding, padding), dilation: (dilation, dilation), groups: groups)
      return DifferentiableCase(
        name: name,
        inputs: [draw([2, 4, 3, 4], name + "x"), draw([4, 3, 3, 2], name + "w"), draw([3 * groups], name + "b")]
      ) { $0[0].transposeConvolved(with: $0[1], bias: $0[2], geometry, outputPadding: (more, more)) }
    }
}
