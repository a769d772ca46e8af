import AssayTensor
import CAssayKernels

/// A dense layer with packed weights, its bias and possibly a rectifier.
struct LinearStep: PlanStep {
  let inputs: [PlanValue]
  let output: PlanValue
  private let inputCount: Int
  private let outputCount: Int
  private let forwardWeights: TensorStorage
  private let backwardWeights: TensorStorage
  private let bias: TensorStorage?
  private let activation: FusedActivation

  init(input: PlanValue, output: PlanValue, weight: Tensor, bias: Tensor?, activation: FusedActivation) {
    inputs = [input]
    self.activation = activation
    self.output = output
    (outputCount, inputCount) = (weight.shape[0], weight.shape[1])
    forwardWeights = TensorStorage(count: assay_packed_count(inputCount, outputCount))
    assay_pack(forwardWeights.pointer, weight.pointer, inputCount, outputCount, 1, inputCount)
    backwardWeights = TensorStorage(count: assay_packed_count(outputCount, inputCount))
    assay_pack(backwardWeights.pointer, weight.pointer, outputCount, inputCount, inputCount, 1)
    self.bias = bias?.storage
  }

  func forward(_ memory: PlanMemory) {
    product(
      memory, from: memory.activations[inputs[0].index], inputCount, forwardWeights,
      to: memory.activations[output.index], outputCount, bias: bias, relu: activation == .rectifier(slope: 0))
    memory.finish(activation, of: output)
  }

  func backward(_ memory: PlanMemory) {
    memory.maskGradient(of: output, activation)
    product(
      memory, from: memory.gradients[output.index], outputCount, backwardWeights,
      to: memory.gradients[inputs[0].index], inputCount, bias: nil, relu: false)
  }

  private func product(
    _ memory: PlanMemory, from a: UnsafeMutablePointer<Float>, _ k: Int, _ packed: TensorStorage,
    to c: UnsafeMutablePointer<Float>, _ n: Int, bias: TensorStorage?, relu: Bool
  ) {
    var job = assay_gemm_job()
    (job.m, job.n, job.k) = (memory.images, n, k)
    job.a = UnsafePointer(a)
    (job.a_row_stride, job.a_step) = (k, 1)
    job.packed_b = UnsafePointer(packed.pointer)
    job.c = c
    job.c_row_stride = n
    job.bias = bias.map { UnsafePointer($0.pointer) }
    job.relu = relu
    withScratch(assay_gemm_scratch_count(&job)) { scratch in
      job.scratch = scratch
      assay_gemm(memory.isa, &job)
    }
  }
}
