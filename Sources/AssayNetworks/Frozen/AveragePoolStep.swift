import CAssayKernels

/// The average of every window.
struct AveragePoolStep: PlanStep {
  let input: PlanValue
  let output: PlanValue
  let pool: assay_pool
  let countsPadding: Bool

  var inputs: [PlanValue] { [input] }

  func forward(_ memory: PlanMemory) {
    var pool = pool
    assay_average_pool_forward(
      &pool, memory.images, memory.activation(input), memory.activation(output), countsPadding, 0)
  }

  func backward(_ memory: PlanMemory) {
    var pool = pool
    assay_average_pool_backward(&pool, memory.images, memory.gradient(output), memory.gradient(input), countsPadding, 0)
  }
}
