import AssayBase
import AssayTensor

extension GoldenCase {
  /// The input of `role` as a tensor.
  public func tensor(_ role: String) throws -> Tensor {
    let golden = try input(role)
    return Tensor(shape: Shape(golden.shape), elements: golden.floats)
  }

  /// Two settings that stand in a list, as height and width.
  public func pair(_ name: String) throws -> (height: Int, width: Int) {
    guard let height = params[name]?[0]?.int, let width = params[name]?[1]?.int else {
      throw AssayError(.malformedData, "the case has no pair “\(name)”", at: "golden case \(self.name)")
    }
    return (height, width)
  }

  /// The value of a function of the inputs of `roles` under "output", and under "grad_ROLE" the gradients that the case
  /// expects: of Σ output · upstream.
  public func outputs(_ roles: [String], _ function: ([Tensor]) throws -> Tensor) throws -> [String: [Float]] {
    let (value, pullback) = try valueWithPullback(at: roles.map { try tensor($0) }, of: function)
    var outputs = ["output": value.elements]
    guard roles.contains(where: { expectedRoles.contains("grad_\($0)") }) else { return outputs }
    let upstream = try tensor("upstream").reshaped(to: value.shape)
    for (role, gradient) in zip(roles, pullback(upstream)) { outputs["grad_\(role)"] = gradient.elements }
    return outputs
  }
}
