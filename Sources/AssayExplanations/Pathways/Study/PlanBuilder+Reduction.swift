import AssayNetworks
import AssayTensor

extension PlanBuilder {
  /// Appends the maximum of a value over its extent: a number a channel.
  mutating func maximum(of value: PlanValue) -> PlanValue {
    reduced(value) { .maxPool($0) }
  }

  /// Appends the mean of a value over its extent: a number a channel.
  mutating func mean(of value: PlanValue) -> PlanValue {
    reduced(value) { .averagePool($0, countsPadding: true) }
  }

  private mutating func reduced(_ value: PlanValue, _ operation: (PoolingGeometry) -> PlanOperation) -> PlanValue {
    let shape = shape(of: value)
    guard shape.rank == 3 else { return value }
    return append(operation(PoolingGeometry(kernel: (shape[1], shape[2]))), value, output: [shape[0], 1, 1])
  }
}
