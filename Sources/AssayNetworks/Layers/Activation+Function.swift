import AssayTensor
import CAssayKernels

extension Activation {
  /// The functions.
  public enum Function: Sendable, Hashable {
    /// max(x, 0).
    case relu
    /// x where x > 0, `slope`·x elsewhere (Maas, Hannun and Ng 2013).
    case leakyReLU(slope: Float)
    /// min(max(x, 0), 6).
    case relu6
    /// x · sigmoid(x).
    case silu
    /// The hyperbolic tangent.
    case tanh
    /// 1 / (1 + e⁻ˣ).
    case sigmoid
    /// log(1 + eˣ).
    case softplus

    /// The name that people use.
    var title: String {
      switch self {
      case .relu: "ReLU"
      case .leakyReLU(let slope): "Leaky ReLU \(slope)"
      case .relu6: "ReLU6"
      case .silu: "SiLU"
      case .tanh: "Tanh"
      case .sigmoid: "Sigmoid"
      case .softplus: "Softplus"
      }
    }

    /// The function of each element, differentiable.
    func callAsFunction(_ x: Tensor) -> Tensor {
      switch self {
      case .relu: x.relu()
      case .leakyReLU(let slope): x.leakyReLU(slope: slope)
      case .relu6: x.relu6()
      case .silu: x.silu()
      case .tanh: x.tanh()
      case .sigmoid: x.sigmoid()
      case .softplus: x.softplus()
      }
    }

    /// The kernel that applies the function and its derivative in a pass each, where there is one.
    var kernel: assay_activation? {
      switch self {
      case .silu: ActivationFunction.silu.kernel
      case .relu6: ActivationFunction.hardTanh(0, 6).kernel
      default: nil
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
