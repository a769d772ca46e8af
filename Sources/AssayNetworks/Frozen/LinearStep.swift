import AssayTensor
import CAssayKernels

/// A dense layer with packed weights, its bias and possibly a rectifier.
struct LinearStep: PlanStep {
  let input: PlanValue
  let output: PlanValue
  private let inputs: Int
  private let outputs: Int
  private let forwardWeights: TensorStorage
  private let backwardWeights: TensorStorage
  private let bias: TensorStorage?
  private var rectifies = false

  init(input: PlanValue, output: PlanValue, weight: Tensor, bias: Tensor?) {
    self.input = input
    self.output = output
    (outputs, inputs) = (weight.shape[0], weight.shape[1])
    forwardWeights = TensorStorage(count: assay_packed_count(inputs, outputs))
    assay_pack(forwardWeights.pointer, weight.pointer, inputs, outputs, 1, inputs)
    backwardWeights = TensorStorage(count: assay_packed_count(outputs, inputs))
    assay_pack(backwardWeights.pointer, weight.pointer, outputs, inputs, inputs, 1)
    self.bias = bias?.storage
  }

  func forward(_ memory: PlanMemory) {
    product(
      memory, from: memory.activations[input.index], inputs, forwardWeights, to: memory.activations[output.index],
      outputs, bias: bias, relu: rectifies)
  }

  func backward(_ memory: PlanMemory) {
    if rectifies { memory.maskGradient(output) }
    product(
      memory, from: memory.gradients[output.index], outputs, backwardWeights, to: memory.gradients[input.index], inputs,
      bias: nil, relu: false)
  }

  func fusedWithReLU() -> (any PlanStep)? {
    guard !rectifies else { return nil }
    var copy = self
    copy.rectifies = true
    return copy
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
