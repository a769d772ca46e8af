import AssayBase
import AssayTensor

extension Sequence<ParameterDefinition> {
  /// The parameters by name as they start, each from a stream of its own name.
  func initialized(key: RandomKey) -> [String: Tensor] {
    let key = key.derived("initialization")
    return reduce(into: [:]) { $0[$1.name] = $1.initialized(key: key.derived($1.name)) }
  }
}

extension ParameterDefinition {
  /// The parameter as it starts.
  fileprivate func initialized(key: RandomKey) -> Tensor {
    switch initialization {
    case .uniform(let fanIn):
      let bound = 1 / Float(max(1, fanIn)).squareRoot()
      return .uniform(-bound, bound, shape: shape, key: key)
    case .constant(let value):
      return Tensor(repeating: value, shape: shape)
    }
  }
}
