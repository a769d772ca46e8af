extension Explanation {
  /// Guided backpropagation (Springenberg et al. 2015, section 3.4): the gradient, of which rectifiers pass what is positive.
  ///
  /// What arrives at a rectifier is cut at 0 and multiplied with the rectifier's derivative. Leaky ReLU, ReLU6, SiLU and
  /// softplus count as rectifiers; sigmoid and tanh, bounded on both sides, keep their derivative. A layer of one's own
  /// without an operation in the plan is refused, because it may hide a rectifier. Costs about a forward and a backward
  /// pass; memory: the activations of all layers, 64 MiB of them or one image a thread.
  public static var guidedBackpropagation: Explanation { Explanation(RectifiedBackpropagation(form: .guided)) }

  /// The deconvolutional network (Zeiler and Fergus 2014, section 2.1): the rectifier applied to the way back instead.
  ///
  /// What arrives at a rectifier is cut at 0, whatever the rectifier did on the way there. Otherwise as
  /// ``guidedBackpropagation``.
  public static var deconvolution: Explanation { Explanation(RectifiedBackpropagation(form: .deconvolution)) }
}

extension ExplanationForm {
  static let guidedBackpropagation = ExplanationForm(
    "guided-backpropagation", needs: .layers, "the gradient, of which rectifiers pass what is positive"
  ) { _, _ in .guidedBackpropagation }
  static let deconvolution = ExplanationForm(
    "deconvolution", needs: .layers, "the way back with the rectifiers applied to it"
  ) { _, _ in .deconvolution }
}
