import AssayTensor
import CAssayKernels

/// A dense layer with packed weights, its bias and possibly a rectifier.
struct LinearStep: PlanStep {
  let inputs: [PlanValue]
  let output: PlanValue
  private let weights: LinearWeights
  private let bias: TensorStorage?
  private let activation: FusedActivation

  /// Makes a step; `image` is the shape of the image that was flattened to the features, if one was.
  init(
    input: PlanValue, output: PlanValue, taking weight: inout Tensor, image: Shape?, bias: Tensor?,
    activation: FusedActivation
  ) {
    inputs = [input]
    self.activation = activation
    self.output = output
    weights = LinearWeights(taking: &weight, image: image)
    self.bias = bias?.storage
  }

  var kept: [PlanValue] { activation == .none ? [] : [output] }

  func forward(_ memory: PlanMemory) {
    memory.forEachPart(of: weights.outputCount, operations: memory.images * multiplyAdds) { outputs, _ in
      var job = assay_gemm_job()
      (job.m, job.n, job.k) = (memory.images, outputs.count, weights.inputCount)
      job.a = UnsafePointer(memory.activations[inputs[0].index])
      (job.a_row_stride, job.a_step) = (weights.inputCount, 1)
      job.packed_b = UnsafePointer(weights.packed.pointer + outputs.lowerBound * weights.inputCount)
      job.c = memory.activations[output.index] + outputs.lowerBound
      job.c_row_stride = weights.outputCount
      job.bias = bias.map { UnsafePointer($0.pointer + outputs.lowerBound) }
      job.relu = activation == .rectifier(slope: 0)
      withScratch(assay_gemm_scratch_count(&job)) { scratch in
        job.scratch = scratch
        assay_gemm(memory.isa, &job)
      }
    }
    memory.finish(activation, of: output)
  }

  func backward(_ memory: PlanMemory) {
    memory.maskGradient(of: output, activation)
    memory.forEachPart(of: weights.inputCount, operations: memory.images * multiplyAdds) { rows, _ in
      var job = assay_gemm_transposed_job()
      (job.m, job.n, job.k) = (memory.images, weights.outputCount, weights.inputCount)
      (job.first, job.rows) = (rows.lowerBound, rows.count)
      job.c = UnsafePointer(memory.gradients[output.index])
      job.packed_b = UnsafePointer(weights.packed.pointer)
      job.a = memory.gradients[inputs[0].index]
      withScratch(assay_gemm_transposed_scratch_count(&job)) { scratch in
        job.scratch = scratch
        assay_gemm_transposed(memory.isa, &job)
      }
    }
  }

  private var multiplyAdds: Int { weights.inputCount * weights.outputCount }
}
