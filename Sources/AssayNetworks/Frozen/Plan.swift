import AssayBase
import AssayTensor
import CAssayKernels
import Synchronization

/// The steps of a frozen network and the memory that a slice of a batch needs to run through them.
///
/// One input, any number of outputs: a classifier has one, a feature pyramid three.
package final class Plan: Sendable {
  /// Gives the gradients at the outputs for consecutive rows of a batch; called from several threads at once.
  package typealias Cotangent = @Sendable (_ outputs: [Tensor], _ rows: Range<Int>) throws -> [Tensor]

  private let buffers: [PlanBuffer]
  private let steps: [any PlanStep]
  private let input: PlanValue
  private let outputs: [PlanValue]
  private let layout: PlanLayout
  private let gradientLayout: PlanLayout
  /// The most examples that a slice has.
  private let sliceLimit: Int
  private let idle = Mutex<[Workspace]>([])

  /// What the activations and gradients of a slice may take: enough that small images fill the tiles of the kernels
  /// together, which outweighs a slice that leaves the second-level cache; but as much as the weights, which every slice
  /// reads once.
  private static let leastSliceBytes = 1536 << 10

  /// Makes a plan of what `lower` appends for images of `shape`; it returns the values that are wanted.
  ///
  /// Weights that only `parameters` holds are let go one by one as they are packed.
  package init(
    input shape: Shape, parameters: consuming [String: Tensor],
    lower: (_ images: PlanValue, _ plan: inout PlanBuilder) throws -> [PlanValue]
  ) rethrows {
    var lowered = try LoweredNetwork(input: shape, parameters: consume parameters, lower: lower)
    lowered.optimize()
    let weightBytes = lowered.weightCount * MemoryLayout<Float>.stride
    var compiler = PlanCompiler(lowered)
    lowered.forEachTaken { compiler.compile(&$0) }
    let (input, outputs) = (lowered.input, compiler.readable(lowered.outputs))
    let (buffers, steps) = (compiler.buffers, compiler.steps)
    let bytes = buffers.reduce(0) { $0 + 2 * $1.imageStride } * MemoryLayout<Float>.stride
    let limit = max(1, min(64, max(Self.leastSliceBytes, weightBytes) / max(1, bytes)))
    (self.input, self.outputs, self.buffers, self.steps, sliceLimit) = (input, outputs, buffers, steps, limit)
    (layout, gradientLayout) = (laidOut(gradients: false), laidOut(gradients: true))

    func laidOut(gradients: Bool) -> PlanLayout {
      PlanLayout(
        steps, input: input, outputs: outputs, buffers: buffers, examples: limit, hasGradients: gradients)
    }
  }

  /// What the steps are, in order, with the shape of one example of what each writes.
  var stepDescriptions: [String] {
    steps.map { "\(type(of: $0)) \(buffers[$0.output.index].shape)" }
  }

  /// The outputs for a batch of images.
  ///
  /// Slices of the batch run through the whole plan, dealt to the cores; the results do not depend on either.
  package func outputs(for images: Tensor) throws -> [Tensor] {
    try run(images, cotangent: nil, gradient: nil)
  }

  /// The outputs for a batch of images, and the gradient at the images of what has gradient `cotangent` at the outputs.
  package func outputsAndInputGradient(
    for images: Tensor, cotangent: @escaping Cotangent
  ) throws -> (outputs: [Tensor], gradient: Tensor) {
    let gradient = TensorStorage(count: images.count)
    let outputs = try run(images, cotangent: cotangent, gradient: KernelOutput(gradient.pointer))
    return (outputs, Tensor(shape: images.shape, taking: gradient))
  }

  private func run(_ images: Tensor, cotangent: Cotangent?, gradient: KernelOutput?) throws -> [Tensor] {
    let count = images.shape[0]
    let images = images.detached
    let slice = sliceSize(for: count)
    let results = outputs.map { TensorStorage(count: count * buffers[$0.index].shape.count) }
    let targets = results.map { KernelOutput($0.pointer) }
    try WorkerPool.tryForEach((count + slice - 1) / slice) { index in
      let rows = index * slice..<min(count, (index + 1) * slice)
      try runShared(rows.count) { team in
        try run(images, rows: rows, results: targets, cotangent: cotangent, gradient: gradient, team: team)
      }
    }
    return zip(outputs, results).map { Tensor(shape: shape(of: $0, count: count), taking: $1) }
  }

  /// How many examples a slice has: as many as fit the cache, and no more than shares the batch among the threads.
  private func sliceSize(for count: Int) -> Int {
    let threads = ComputeContext.current.threads
    return max(1, min(sliceLimit, (count + threads - 1) / threads))
  }

  /// The memory that all slices of a batch take at a time.
  func workingBytes(forBatchOf count: Int, gradients: Bool) -> Int {
    let slice = sliceSize(for: count)
    let atOnce = min(ComputeContext.current.threads, (count + slice - 1) / slice)
    return atOnce * (gradients ? gradientLayout : layout).floatCount * MemoryLayout<Float>.stride
  }

  /// The shape of `count` examples of a value.
  private func shape(of value: PlanValue, count: Int) -> Shape {
    Shape([count] + buffers[value.index].shape.dimensions)
  }

  /// Runs a slice on the threads that it has to itself, if it has several and steps that are worth dividing.
  private func runShared(_ images: Int, _ body: (WorkerTeam?) throws -> Void) throws {
    let largest = steps.map(\.multiplyAdds).max() ?? 0
    guard images * largest >= 2 * PlanMemory.leastOperations else { return try body(nil) }
    try WorkerTeam.with(body)
  }

  /// Runs a slice: `images` in, results out, and, when `cotangent` is there, back to the gradient of the images.
  private func run(
    _ images: Tensor, rows: Range<Int>, results: [KernelOutput], cotangent: Cotangent?, gradient: KernelOutput?,
    team: WorkerTeam?
  ) throws {
    var workspace = take(gradients: cotangent != nil)
    defer { idle.withLock { $0.append(workspace) } }
    var memory = workspace.memory(images: rows.count, team: team, buffers: buffers)
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
    for (value, result) in zip(outputs, results) {
      let elements = buffers[value.index].shape.count
      (result.pointer + rows.lowerBound * elements).update(
        from: memory.activations[value.index], count: rows.count * elements)
    }
    guard let cotangent, let gradient else { return }
    try seed(memory, with: cotangent, rows)
    backward(&memory, workspace)
    assay_copy_view(
      inputBuffer.unpaddedView(gradient.pointer + rows.lowerBound * rowCount), memory.gradient(input), rows.count,
      inputBuffer.height, inputBuffer.width, inputBuffer.channels)
  }

  /// Writes what `cotangent` gives for a slice's outputs where their gradients lie.
  private func seed(_ memory: PlanMemory, with cotangent: Cotangent, _ rows: Range<Int>) throws {
    let slices = outputs.map { value in
      Tensor(shape: shape(of: value, count: rows.count)) { target in
        target.update(
          from: memory.activations[value.index], count: rows.count * buffers[value.index].shape.count)
      }
    }
    let upstream = try cotangent(slices, rows)
    precondition(
      upstream.map(\.shape) == slices.map(\.shape),
      "gradients of outputs have shapes \(upstream.map(\.shape)), not \(slices.map(\.shape))")
    for (value, tensor) in zip(outputs, upstream) {
      memory.gradients[value.index].update(from: tensor.pointer, count: tensor.count)
    }
  }

  /// Runs the steps backwards; where several steps read a value, or a step and the caller, their gradients add up.
  private func backward(_ memory: inout PlanMemory, _ workspace: Workspace) {
    var written = Set(outputs)
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
