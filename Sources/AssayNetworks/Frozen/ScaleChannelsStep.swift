import AssayTensor
import CAssayKernels

/// Images times a factor for each channel: the excitation of Hu, Shen and Sun 2018.
struct ScaleChannelsStep: PlanStep {
  let inputs: [PlanValue]
  let output: PlanValue

  var kept: [PlanValue] { inputs }

  func forward(_ memory: PlanMemory) {
    forEachImage(memory) { image in
      scale(
        memory, memory.activation(inputs[0]).from(image), memory.activations[inputs[1].index], image,
        to: memory.activation(output).from(image))
    }
  }

  func backward(_ memory: PlanMemory) {
    let buffer = memory.buffer(output)
    forEachImage(memory) { image in
      scale(
        memory, memory.gradient(output).from(image), memory.activations[inputs[1].index], image,
        to: memory.gradient(inputs[0]).from(image))
      assay_channel_products(
        memory.gradients[inputs[1].index] + image * buffer.channels, memory.gradient(output).from(image),
        memory.activation(inputs[0]).from(image), buffer.height, buffer.width, buffer.channels)
    }
  }

  private func scale(
    _ memory: PlanMemory, _ source: assay_view, _ factors: UnsafeMutablePointer<Float>, _ image: Int,
    to target: assay_view
  ) {
    let buffer = memory.buffer(output)
    assay_scale_channels(
      target, source, factors + image * buffer.channels, nil, buffer.height, buffer.width, buffer.channels)
  }

  private func forEachImage(_ memory: PlanMemory, _ body: (Int) -> Void) {
    for image in 0..<memory.images { body(image) }
  }
}
