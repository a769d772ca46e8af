import AssayBase
import AssayTensor

extension ONNXOperator {
  /// Elementary functions of each number. Those with whole results have the derivative 0.
  static let elementary = [
    simple("Erf") { _ in elementwise("erf") { $0.erf() } },
    simple("Exp") { _ in elementwise("exp") { $0.exp() } },
    simple("Log") { _ in elementwise("log") { $0.log() } },
    simple("Sqrt") { _ in elementwise("sqrt") { $0.squareRoot() } },
    simple("Reciprocal") { _ in elementwise("reciprocal") { $0.reciprocal() } },
    simple("Abs") { _ in elementwise("abs") { $0.absolute() } },
    simple("Neg") { _ in elementwise("neg") { -$0 } },
    simple("Sign") { _ in elementwise("sign") { $0.sign() } },
    simple("Floor") { _ in elementwise("floor") { $0.roundedDown() } },
    simple("Ceil") { _ in elementwise("ceil") { $0.roundedUp() } },
    simple("Round") { _ in elementwise("round") { $0.roundedHalfToEven() } },
    simple("Sin") { _ in elementwise("sin") { $0.sine() } },
    simple("Cos") { _ in elementwise("cos") { $0.cosine() } },
    simple("Tan") { _ in elementwise("tan") { $0.tangent() } },
    simple("Asin") { _ in elementwise("asin") { $0.arcSine() } },
    simple("Acos") { _ in elementwise("acos") { $0.arcCosine() } },
    simple("Atan") { _ in elementwise("atan") { $0.arcTangent() } },
    simple("Sinh") { _ in elementwise("sinh") { $0.hyperbolicSine() } },
    simple("Cosh") { _ in elementwise("cosh") { $0.hyperbolicCosine() } },
    simple("Asinh") { _ in elementwise("asinh") { $0.inverseHyperbolicSine() } },
    simple("Acosh") { _ in elementwise("acosh") { $0.inverseHyperbolicCosine() } },
    simple("Atanh") { _ in elementwise("atanh") { $0.inverseHyperbolicTangent() } },
  ]
}
