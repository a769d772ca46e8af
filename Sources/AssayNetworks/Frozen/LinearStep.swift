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

  var multiplyAdds: Int { weights.inputCount * weights.outputCount }
  var kept: [PlanValue] { activation == .none ? [] : [output] }

  func forward(_ memory: PlanMemory) {
    let (source, target) = (memory.activations[inputs[0].index], memory.activations[output.index])
    product(
      memory, from: source, weights.inputCount, weights.packed, to: target, weights.outputCount, bias: bias,
      relu: activation == .rectifier(slope: 0))
    memory.finish(activation, of: output)
  }

  func backward(_ memory: PlanMemory) {
    memory.maskGradient(of: output, activation)
    let (source, target) = (memory.gradients[output.index], memory.gradients[inputs[0].index])
    if let packed = weights.backwards {
      product(
        memory, from: source, weights.outputCount, packed, to: target, weights.inputCount, bias: nil, relu: false)
    } else {
      transposedProduct(memory, from: source, to: target)
    }
  }

  /// Rows of k floats times packed k×n weights, whose columns the slice's threads share.
  private func product(
    _ memory: PlanMemory, from a: UnsafeMutablePointer<Float>, _ k: Int, _ packed: TensorStorage,
    to c: UnsafeMutablePointer<Float>, _ n: Int, bias: TensorStorage?, relu: Bool
  ) {
    let (a, c) = (KernelOutput(a), KernelOutput(c))
    memory.forEachPart(of: n, operations: memory.images * k * n) { columns, _ in
      var job = assay_gemm_job()
      (job.m, job.n, job.k) = (memory.images, columns.count, k)
      job.a = UnsafePointer(a.pointer)
      (job.a_row_stride, job.a_step) = (k, 1)
      job.packed_b = UnsafePointer(packed.pointer + columns.lowerBound * k)
      job.c = c.pointer + columns.lowerBound
      job.c_row_stride = n
      job.bias = bias.map { UnsafePointer($0.pointer + columns.lowerBound) }
      job.relu = relu
      withScratch(assay_gemm_scratch_count(&job)) { scratch in
        job.scratch = scratch
        assay_gemm(memory.isa, &job)
      }
    }
  }

  /// The gradient of the inputs by the weights as they are packed for the forward pass.
  private func transposedProduct(
    _ memory: PlanMemory, from source: UnsafeMutablePointer<Float>, to target: UnsafeMutablePointer<Float>
  ) {
    let (source, target, weights) = (KernelOutput(source), KernelOutput(target), weights)
    let operations = memory.images * multiplyAdds
    memory.forEachPart(of: weights.inputCount, operations: operations) { rows, _ in
      var job = assay_gemm_transposed_job()
      (job.m, job.n, job.k) = (memory.images, weights.outputCount, weights.inputCount)
      (job.first, job.rows) = (rows.lowerBound, rows.count)
      job.c = UnsafePointer(source.pointer)
      job.packed_b = UnsafePointer(weights.packed.pointer)
      job.a = target.pointer
      withScratch(assay_gemm_transposed_scratch_count(&job)) { scratch in
        job.scratch = scratch
        assay_gemm_transposed(memory.isa, &job)
      }
    }
  }
}
