import AssayNetworks
import AssayTensor

extension PlanBuilder {
  /// Appends the maximum of a value over its extent: a number a channel.
  mutating func maximum(of value: PlanValue) -> PlanValue {
    let shape = shape(of: value)
    guard shape.rank == 3 else { return value }
    return append(.maxPool(PoolingGeometry(kernel: (shape[1], shape[2]))), value, output: [shape[0], 1, 1])
  }
}
