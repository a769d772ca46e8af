import AssayTensor
import CAssayKernels

/// Features of a flattened image, from the stored order into their own.
struct FeatureOrderStep: PlanStep {
  let input: PlanValue
  let output: PlanValue
  let image: Shape

  var inputs: [PlanValue] { [input] }

  func forward(_ memory: PlanMemory) {
    assay_to_planar(
      memory.activations[output.index], memory.activations[input.index], memory.images, image[0], image[1] * image[2])
  }

  func backward(_ memory: PlanMemory) {
    assay_to_channels_last(
      memory.gradients[input.index], memory.gradients[output.index], memory.images, image[0], image[1] * image[2])
  }
}
