import AssayNetworks
import AssayTensor

/// Guided backpropagation where Grad-CAM finds something (Selvaraju et al. 2017, section 3.2).
struct GuidedGradCAM: AttributionMethod {
  let layer: String?
  let upsampling: Interpolation

  private var coarse: GradCAM { GradCAM(weighting: .mean, layer: layer, isRectified: true) }

  var description: String { "guided \(coarse.description)" }

  var needs: ExplanationForm.Needs { .layers }

  func validate() {}

  func maps(of subject: ExplainedModel, images: Tensor, scores: ExplainedScores) throws -> Tensor {
    let guided = try RectifiedBackpropagation(form: .guided).maps(of: subject, images: images, scores: scores)
    let coarse = try coarse.coarseMaps(of: subject, images: images, scores: scores)
    return guided
      * coarse.resized(height: images.shape[2], width: images.shape[3], by: upsampling).broadcast(to: images.shape)
  }
}
