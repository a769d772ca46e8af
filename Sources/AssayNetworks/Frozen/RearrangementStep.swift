import AssayTensor
import CAssayKernels

/// The numbers of a value in another order, or some of them.
struct RearrangementStep: PlanStep {
  let input: PlanValue
  let output: PlanValue
  let rearrangement: Rearrangement

  var inputs: [PlanValue] { [input] }

  func forward(_ memory: PlanMemory) {
    let source = memory.activations[input.index]
    let (extents, outer, inner) = axes(memory.images)
    assay_copy_strided(
      memory.activations[output.index], outer, source + rearrangement.offset, inner, extents, extents.count)
  }

  func backward(_ memory: PlanMemory) {
    let gradient = memory.gradients[input.index]
    if !rearrangement.isComplete { assay_fill(gradient, 0, memory.floatCount(input)) }
    let (extents, outer, inner) = axes(memory.images)
    assay_copy_strided(
      gradient + rearrangement.offset, inner, memory.gradients[output.index], outer, extents, extents.count)
  }

  /// The extents along which examples are copied, with the strides of the result and of the source.
  private func axes(_ images: Int) -> (extents: [Int], result: [Int], source: [Int]) {
    let extents = [images] + rearrangement.extents
    var (strides, stride) = ([Int](), 1)
    for extent in extents.reversed() {
      strides.append(stride)
      stride *= extent
    }
    return (extents, strides.reversed(), [rearrangement.sourceCount] + rearrangement.strides)
  }
}
