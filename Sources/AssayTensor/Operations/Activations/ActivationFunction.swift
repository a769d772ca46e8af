import CAssayKernels

/// A function of each element whose value and derivative are computed in one pass each.
package enum ActivationFunction: Sendable, Hashable {
  case leakyReLU(slope: Float)
  /// Between two bounds; the derivative at the bounds is 1.
  case clamp(Float, Float)
  /// Between two bounds; the derivative at the bounds is 0.
  case hardTanh(Float, Float)
  case elu(alpha: Float)
  case silu
  case mish
  case gelu
  /// The approximation of GELU by tanh.
  case tanhGELU
  case hardSigmoid
  case hardSwish

  /// The kernels' description.
  package var kernel: assay_activation {
    switch self {
    case .leakyReLU(let slope): assay_activation(kind: ASSAY_LEAKY_RELU, a: slope, b: 0)
    case .clamp(let low, let high): assay_activation(kind: ASSAY_CLAMP, a: low, b: high)
    case .hardTanh(let low, let high): assay_activation(kind: ASSAY_HARD_TANH, a: low, b: high)
    case .elu(let alpha): assay_activation(kind: ASSAY_ELU, a: alpha, b: 0)
    case .silu: assay_activation(kind: ASSAY_SILU, a: 0, b: 0)
    case .mish: assay_activation(kind: ASSAY_MISH, a: 0, b: 0)
    case .gelu: assay_activation(kind: ASSAY_GELU, a: 0, b: 0)
    case .tanhGELU: assay_activation(kind: ASSAY_GELU_TANH, a: 0, b: 0)
    case .hardSigmoid: assay_activation(kind: ASSAY_HARD_SIGMOID, a: 0, b: 0)
    case .hardSwish: assay_activation(kind: ASSAY_HARD_SWISH, a: 0, b: 0)
    }
  }

  /// The second derivative at each element; nil where it is 0 everywhere.
  func curvature(at x: Tensor) -> Tensor? {
    switch self {
    case .leakyReLU, .clamp, .hardTanh, .hardSigmoid: return nil
    case .elu(let alpha): return ((-((-x).relu())).exp() - x.step()) * alpha
    case .silu:
      let s = x.sigmoid()
      return s * (1 - s) * (x * (1 - s * 2) + 2)
    case .mish:
      let (t, s) = (x.softplus().tanh(), x.sigmoid())
      let slope = (1 - t.squared()) * s
      return slope * (x * (1 - s - t * s * 2) + 2)
    case .gelu: return (x.squared() * -0.5).exp() * 0.398_942_280 * (2 - x.squared())
    case .tanhGELU:
      let (k, c): (Float, Float) = (0.044_715, 0.797_884_561)
      let t = ((x + x.squared() * x * k) * c).tanh()
      let (inner, slope) = ((x.squared() * (3 * k) + 1) * c, 1 - t.squared())
      return slope * (inner + x * 0.5 * (x * (6 * k * c) - t * inner.squared() * 2))
    case .hardSwish: return ((x + 3).step() - (x - 3).step()) / 3
    }
  }
}
