import AssayTensor

extension Explanation {
  /// Class activation maps (Zhou et al. 2016, equation 2): Σ over channels of the class's weight times the activation.
  ///
  /// For networks that end with an average over all places and one dense layer, without whose bias the map says what the
  /// score is made of: the sum over the places, divided by their number, is the score less the bias. Costs a forward pass.
  ///
  /// - Parameter isAveraged: Whether maps are divided by the number of places, so that coarse maps themselves sum to the
  ///   score less the bias: the form of Boopathy et al. 2020.
  public static func classActivation(isAveraged: Bool = false) -> Explanation {
    Explanation(ClassActivationMapping(isAveraged: isAveraged))
  }

  /// Grad-CAM (Selvaraju et al. 2017, equations 1 and 2): a layer's channels, weighted by the mean gradient of the score.
  ///
  /// The map at the layer's places is brought to the images' size by bilinear interpolation, the same in all channels;
  /// ``coarseMaps(of:images:labels:target:)`` gives it as it is. Costs a forward pass up to the layer, and both passes
  /// behind it: the gradient does not go further. Memory: 64 MiB or one image a thread, beside weights and results.
  ///
  /// - Parameters:
  ///   - layer: The layer's name, or that of a block: then its last layer. The last with an extent unless given.
  ///   - isRectified: Whether only what speaks for the class is shown, as in the paper.
  public static func gradCAM(layer: String? = nil, isRectified: Bool = true) -> Explanation {
    Explanation(GradCAM(weighting: .mean, layer: layer, isRectified: isRectified))
  }

  /// Grad-CAM++ (Chattopadhay et al. 2018, equations 10 and 19): Grad-CAM that counts several places of one class.
  ///
  /// The paper differentiates the exponential of the score; its value, one factor for the whole map, is left out, because
  /// it leaves the range of numbers. Otherwise as ``gradCAM(layer:isRectified:)``.
  public static func gradCAMPlusPlus(layer: String? = nil) -> Explanation {
    Explanation(GradCAM(weighting: .plusPlus, layer: layer, isRectified: true))
  }

  /// Layer-CAM (Jiang et al. 2021, equations 4 to 6): each place weighted by its own positive gradient.
  ///
  /// Finer than Grad-CAM, also at early layers. Otherwise as ``gradCAM(layer:isRectified:)``.
  public static func layerCAM(layer: String? = nil) -> Explanation {
    Explanation(GradCAM(weighting: .byPlace, layer: layer, isRectified: true))
  }

  /// Score-CAM (Wang et al. 2020, algorithm 1): a layer's channels, weighted by the score of the image seen through each.
  ///
  /// Needs no gradient, but one forward pass for each channel of the layer and image, 32 at a time. A channel is brought to
  /// the image's size and to [0, 1], and multiplied with the pixels; the weights are the softmax of the scores.
  ///
  /// - Parameter layer: As in ``gradCAM(layer:isRectified:)``.
  public static func scoreCAM(layer: String? = nil) -> Explanation { Explanation(ScoreCAM(layer: layer)) }

  /// Guided Grad-CAM (Selvaraju et al. 2017, section 3.2): ``guidedBackpropagation`` times ``gradCAM(layer:isRectified:)``.
  ///
  /// - Parameters:
  ///   - layer: As in ``gradCAM(layer:isRectified:)``.
  ///   - upsampling: How the coarse map is brought to the images' size; the paper's is bilinear, Captum's nearest.
  public static func guidedGradCAM(layer: String? = nil, upsampling: Interpolation = .bilinear()) -> Explanation {
    Explanation(GuidedGradCAM(layer: layer, upsampling: upsampling))
  }
}

extension ExplanationForm {
  static let classActivation = ExplanationForm(
    "cam", needs: .layers, "the last channels, weighted as by the dense layer behind their average",
    settings: "averaged=false"
  ) { _, settings in .classActivation(isAveraged: try settings.flag("averaged") ?? false) }

  static let gradCAM = ExplanationForm(
    "grad-cam", needs: .layers, "a layer's channels, weighted by the mean gradient", settings: "rectified=true",
    extras: "layer=NAME"
  ) { _, settings in
    .gradCAM(layer: settings.text("layer"), isRectified: try settings.flag("rectified") ?? true)
  }

  static let gradCAMPlusPlus = ExplanationForm(
    "grad-cam-plus-plus", needs: .layers, "Grad-CAM that counts several places of one class", extras: "layer=NAME"
  ) { _, settings in .gradCAMPlusPlus(layer: settings.text("layer")) }

  static let layerCAM = ExplanationForm(
    "layer-cam", needs: .layers, "a layer's places, each weighted by its own positive gradient", extras: "layer=NAME"
  ) { _, settings in .layerCAM(layer: settings.text("layer")) }

  static let scoreCAM = ExplanationForm(
    "score-cam", needs: .layers, "a layer's channels, weighted by the score of the image seen through each",
    extras: "layer=NAME"
  ) { _, settings in .scoreCAM(layer: settings.text("layer")) }

  static let guidedGradCAM = ExplanationForm(
    "guided-grad-cam", needs: .layers, "guided backpropagation where Grad-CAM finds something", extras: "layer=NAME"
  ) { _, settings in .guidedGradCAM(layer: settings.text("layer")) }
}
