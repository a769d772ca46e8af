import AssayNetworks
import AssayTensor

extension Explanation {
  /// The gradient of the score at the pixels (Simonyan, Vedaldi and Zisserman 2014, section 3), signed.
  public static var gradient: Explanation { Explanation(GradientAttribution(form: .signed)) }

  /// The absolute gradient of the score at the pixels: the saliency of Simonyan, Vedaldi and Zisserman 2014.
  public static var saliency: Explanation { Explanation(GradientAttribution(form: .absolute)) }

  /// The gradient times the pixel (Shrikumar et al. 2016).
  public static var inputTimesGradient: Explanation { Explanation(GradientAttribution(form: .timesInput)) }
}

extension ExplanationForm {
  static let gradient = ExplanationForm(
    "gradient", needs: .gradients, "the gradient of the score at the pixels, signed"
  ) { _, _ in .gradient }
  static let saliency = ExplanationForm("saliency", needs: .gradients, "the absolute gradient") { _, _ in .saliency }
  static let inputTimesGradient = ExplanationForm(
    "input-times-gradient", needs: .gradients, "the gradient times the pixel"
  ) { _, _ in .inputTimesGradient }
}

/// The plain gradient and its two simplest relatives.
struct GradientAttribution: AttributionMethod {
  enum Form: String {
    case signed = "gradient"
    case absolute = "saliency"
    case timesInput = "input × gradient"
  }

  let form: Form

  var description: String { form.rawValue }

  var isDifferentiable: Bool { true }

  var needs: ExplanationForm.Needs { .gradients }

  func validate() {}

  func maps(of subject: ExplainedModel, images: Tensor, scores: ExplainedScores) throws -> Tensor {
    let gradients = try subject.differentiable().scoresAndGradients(for: images, scores).gradients
    switch form {
    case .signed: return gradients
    case .absolute: return gradients.absolute()
    case .timesInput: return gradients * images
    }
  }
}
