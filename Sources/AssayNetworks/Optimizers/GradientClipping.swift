import AssayTensor

/// A bound on gradients before a step (Pascanu, Mikolov and Bengio 2013).
public enum GradientClipping: Sendable, Hashable {
  /// The ℓ2 norm of all gradients together is at most this; longer ones are scaled down.
  case norm(Double)
  /// Every element lies between minus this and this.
  case value(Double)

  /// The gradients within the bound.
  public func applied(to gradients: [String: Tensor]) -> [String: Tensor] {
    switch self {
    case .norm(let limit):
      // As in PyTorch: a millionth keeps the quotient finite.
      let factor = limit / (Self.norm(of: gradients) + 1e-6)
      return factor < 1 ? gradients.mapValues { $0 * Float(factor) } : gradients
    case .value(let limit): return gradients.mapValues { $0.clamped(-Float(limit), Float(limit)) }
    }
  }

  /// The ℓ2 norm of all gradients together; they are added in the order of their names.
  public static func norm(of gradients: [String: Tensor]) -> Double {
    gradients.keys.sorted().reduce(0) { $0 + Double(gradients[$1]?.squared().sum().scalar ?? 0) }.squareRoot()
  }
}
