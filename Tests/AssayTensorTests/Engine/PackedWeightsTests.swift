import AssayBase
import AssayTensor
import CAssayKernels
import Testing

/// One packed form of weights serves both ways: what the backward pass reads or makes of it has the same bits.
@Suite struct PackedWeightsTests {
  /// Channels in and out, groups, kernel, stride and side of an image.
  static let layers: [[Int]] = [
    [3, 20, 1, 5, 2, 11], [5, 33, 1, 3, 1, 9], [16, 16, 1, 1, 1, 6], [32, 48, 1, 3, 1, 12], [64, 32, 1, 3, 1, 8],
    [32, 100, 1, 7, 1, 7],
    [20, 33, 1, 5, 1, 8], [24, 40, 2, 3, 2, 9], [18, 18, 18, 3, 1, 7], [40, 40, 40, 5, 2, 10], [21, 9, 3, 2, 1, 6],
  ]

  @Test(arguments: layers)
  func backwardWeightsFollowFromThoseForForward(_ layer: [Int]) {
    let (input, output, groups, kernel) = (layer[0], layer[1], layer[2], layer[3])
    let geometry = ConvolutionGeometry(
      stride: (layer[4], layer[4]), padding: (kernel / 2, kernel / 2), groups: groups)
    let weight = Tensor.uniform(-1, 1, shape: [output, input / groups, kernel, kernel], key: RandomKey(seed: 5))
    var conv = geometry.kernel(input: [1, input, layer[5], layer[5]], weight: weight.shape)
    let forward = PackedWeights.forward(weight, conv)
    let direct = PackedWeights.inputGradient(weight, conv)
    let repacked = TensorStorage(count: direct.count)
    let scratch = TensorStorage(count: assay_conv_repack_scratch_count(&conv))
    assay_conv_repack_input_gradient(repacked.pointer, forward.pointer, &conv, scratch.pointer)
    let words = [direct, repacked].map { storage in (0..<storage.count).map { storage.pointer[$0].bitPattern } }
    #expect(words[0] == words[1])
  }

  @Test(arguments: [[1, 1, 1], [3, 17, 5], [16, 64, 31], [17, 65, 600], [70, 40, 1100], [2, 15, 16], [5, 0, 7]])
  func transposedProductsAreChainsOverTheOutputs(_ extents: [Int]) {
    let (m, n, k) = (extents[0], extents[1], extents[2])
    let key = RandomKey(seed: 6)
    let b = Tensor.uniform(-1, 1, shape: [n, k], key: key)
    let c = Tensor.uniform(-1, 1, shape: [m, n], key: key.derived("c"))
    let packed = TensorStorage(count: assay_packed_count(k, n))
    assay_pack(packed.pointer, b.pointer, k, n, 1, k)
    let expected = Tensor.product(c, b)
    for instructionSet in Kernels.supported {
      for cut in [0, k / 3] {
        let result = Tensor(repeating: .nan, shape: [m, k])
        for rows in [0..<cut, cut..<k] {
          var job = assay_gemm_transposed_job()
          (job.m, job.n, job.k, job.first, job.rows) = (m, n, k, rows.lowerBound, rows.count)
          (job.c, job.packed_b, job.a) = (c.pointer, UnsafePointer(packed.pointer), result.storage.pointer)
          let scratch = TensorStorage(count: assay_gemm_transposed_scratch_count(&job))
          job.scratch = scratch.pointer
          withExtendedLifetime(scratch) {
            ComputeContext.with(instructionSet: instructionSet) {
              assay_gemm_transposed(Kernels.instructionSet, &job)
            }
          }
        }
        #expect(result.isIdentical(to: expected), "\(instructionSet), cut at \(cut)")
      }
    }
  }

  @Test func drainedPoolsStillServe() {
    for count in [100, 3 << 20] {
      let first = TensorStorage(count: count)
      first.pointer[count - 1] = 7
      StoragePool.shared.drain()
      #expect(first.pointer[count - 1] == 7 && first.capacity >= count)
      #expect(TensorStorage(count: count).pointer != first.pointer)
    }
  }
}
