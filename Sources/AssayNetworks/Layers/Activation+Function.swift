import AssayTensor

extension Activation {
  /// The functions.
  public enum Function: Sendable, Hashable {
    /// max(x, 0).
    case relu
    /// x where x > 0, `slope`·x elsewhere (Maas, Hannun and Ng 2013).
    case leakyReLU(slope: Float)
    /// x · sigmoid(x).
    case silu
    /// The hyperbolic tangent.
    case tanh
    /// 1 / (1 + e⁻ˣ).
    case sigmoid
    /// log(1 + eˣ).
    case softplus

    /// The function of each element, differentiable.
    func callAsFunction(_ x: Tensor) -> Tensor {
      switch self {
      case .relu: x.relu()
      case .leakyReLU(let slope): x.relu() - (-x).relu() * slope
      case .silu: x.silu()
      case .tanh: x.tanh()
      case .sigmoid: x.sigmoid()
      case .softplus: x.softplus()
      }
    }

    /// For a rectifier the slope on the negative side: what can be fused, since its result tells its derivative.
    var rectifierSlope: Float? {
      switch self {
      case .relu: 0
      case .leakyReLU(let slope): slope > 0 ? slope : nil
      default: nil
      }
    }
  }
}
