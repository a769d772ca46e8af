import AssayBase
import AssayTensor
import CAssayKernels
import Synchronization

/// The steps of a frozen network and the memory that a slice of a batch needs to run through them.
final class Plan: Sendable {
  let buffers: [PlanBuffer]
  let steps: [any PlanStep]
  let input: PlanValue
  let output: PlanValue
  private let layout: PlanLayout
  private let gradientLayout: PlanLayout
  /// The most examples that a slice has.
  private let sliceLimit: Int
  private let idle = Mutex<[Workspace]>([])

  /// What the activations and gradients of a slice may take: about half of a core's second-level cache, but as much as
  /// the weights, which every slice reads once.
  private static let leastSliceBytes = 512 << 10

  /// Plans the layers of `body`; weights that only `parameters` holds are let go one by one as they are packed.
  init(lowering body: Sequential, input shape: Shape, parameters: consuming [String: Tensor]) throws {
    let weightBytes = parameters.values.reduce(0) { $0 + $1.count } * MemoryLayout<Float>.stride
    var lowered = try LoweredNetwork(body, input: shape, parameters: consume parameters)
    lowered.optimize()
    var compiler = PlanCompiler(shapes: lowered.shapes, context: lowered.context, nodes: lowered.nodes)
    lowered.forEachTaken { compiler.compile(&$0) }
    let (input, output) = (lowered.input, compiler.inOwnOrder(lowered.output))
    (self.input, self.output, buffers, steps) = (input, output, compiler.buffers, compiler.steps)
    let bytes = buffers.reduce(0) { $0 + 2 * $1.imageStride } * MemoryLayout<Float>.stride
    let limit = max(1, min(64, max(Self.leastSliceBytes, weightBytes) / max(1, bytes)))
    sliceLimit = limit
    (layout, gradientLayout) = (laidOut(gradients: false), laidOut(gradients: true))

    func laidOut(gradients: Bool) -> PlanLayout {
      PlanLayout(
        compiler.steps, input: input, output: output, buffers: compiler.buffers, examples: limit,
        hasGradients: gradients)
    }
  }

  /// How many examples a slice has: as many as fit the cache, and no more than shares the batch among the threads.
  func sliceSize(for count: Int) -> Int {
    let threads = ComputeContext.current.threads
    return max(1, min(sliceLimit, (count + threads - 1) / threads))
  }

  /// The memory that all slices of a batch take at a time.
  func workingBytes(forBatchOf count: Int, gradients: Bool) -> Int {
    let slice = sliceSize(for: count)
    let atOnce = min(ComputeContext.current.threads, (count + slice - 1) / slice)
    return atOnce * (gradients ? gradientLayout : layout).floatCount * MemoryLayout<Float>.stride
  }

  /// Runs a slice: `images` in, logits out, and, when `cotangent` is there, back to the gradient of the images.
  func run(
    _ images: Tensor, rows: Range<Int>, logits: UnsafeMutablePointer<Float>,
    cotangent: ((Logits, Range<Int>) throws -> Tensor)?, gradient: UnsafeMutablePointer<Float>?
  ) throws {
    let workspace = take(gradients: cotangent != nil)
    defer { idle.withLock { $0.append(workspace) } }
    var memory = workspace.memory(images: rows.count, buffers: buffers)
    memory.clearMargin(of: input)
    let inputBuffer = buffers[input.index]
    let rowCount = inputBuffer.shape.count
    let pixels = UnsafeMutablePointer(mutating: images.pointer) + rows.lowerBound * rowCount
    assay_copy_view(
      memory.activation(input), inputBuffer.unpaddedView(pixels), rows.count, inputBuffer.height, inputBuffer.width,
      inputBuffer.channels)
    for (index, step) in steps.enumerated() {
      memory.scratch = workspace.pointer(workspace.layout.forwardScratch[index])
      memory.clearMargin(of: step.output)
      step.forward(memory)
    }
    let outputs = buffers[output.index].shape.count
    let result = memory.activations[output.index]
    (logits + rows.lowerBound * outputs).update(from: result, count: rows.count * outputs)
    guard let cotangent, let gradient else { return }
    let slice = Tensor(shape: [rows.count, outputs]) { $0.update(from: result, count: rows.count * outputs) }
    let upstream = try cotangent(Logits(slice), rows)
    precondition(upstream.shape == slice.shape, "a gradient of logits has shape \(upstream.shape), not \(slice.shape)")
    memory.gradients[output.index].update(from: upstream.pointer, count: upstream.count)
    backward(&memory, workspace)
    assay_copy_view(
      inputBuffer.unpaddedView(gradient + rows.lowerBound * rowCount), memory.gradient(input), rows.count,
      inputBuffer.height, inputBuffer.width, inputBuffer.channels)
  }

  /// Runs the steps backwards; where several steps read a value, their gradients add up.
  private func backward(_ memory: inout PlanMemory, _ workspace: Workspace) {
    var written: Set<PlanValue> = []
    for (index, step) in steps.enumerated().reversed() {
      // A value that has a gradient already gets the further one beside it, to be added.
      var sums: [(value: PlanValue, sum: UnsafeMutablePointer<Float>)] = []
      for input in step.inputs where !written.insert(input).inserted {
        sums.append((input, memory.gradients[input.index]))
        memory.gradients[input.index] = workspace.pointer(workspace.layout.summands[index][sums.count - 1])
      }
      memory.scratch = workspace.pointer(workspace.layout.backwardScratch[index])
      step.backward(memory)
      for (value, sum) in sums {
        assay_binary_apply(ASSAY_ADD, sum, sum, memory.gradients[value.index], memory.floatCount(value))
        memory.gradients[value.index] = sum
      }
    }
  }

  private func take(gradients: Bool) -> Workspace {
    let cached = idle.withLock { idle -> Workspace? in
      if let index = idle.lastIndex(where: { $0.layout.hasGradients || !gradients }) { return idle.remove(at: index) }
      // The one that is made instead serves forward passes as well.
      idle.removeAll()
      return nil
    }
    return cached ?? Workspace(gradients ? gradientLayout : layout)
  }
}
