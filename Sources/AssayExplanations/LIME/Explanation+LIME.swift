import AssayBase
import AssayImages
import AssayNetworks
import AssayTensor

extension Explanation {
  /// LIME: each superpixel's coefficient in a linear model of the class's probability, in all its pixels and channels.
  ///
  /// See ``LIME`` for the settings, and ``LIME/explain(_:images:labels:target:)`` for all that it finds out.
  public static func lime(_ lime: LIME = LIME()) -> Explanation { Explanation(LIMEAttribution(lime: lime)) }
}

extension ExplanationForm {
  static let lime = ExplanationForm(
    "lime", needs: .answers, "each superpixel's coefficient in a linear model of the probability",
    settings: "samples=150,segmentation=quickshift,baseline=mean,width=0.25,penalty=1,selection=auto,seed=0",
    extras: "features=N"
  ) { shared, settings in
    let baseline = settings.text("baseline")
    let hiding: LIME.Hiding =
      if let baseline, baseline != "mean" {
        .baseline(try ExplanationBaseline(parsing: baseline))
      } else if baseline == nil, let common = shared.baseline {
        .baseline(common)
      } else {
        .meanColour
      }
    return .lime(
      LIME(
        segmentation: try settings.text("segmentation").map { try SegmentationMethod(parsing: $0) } ?? .quickshift(),
        samples: try settings.int("samples") ?? 150, hiding: hiding,
        kernelWidth: try settings.number("width") ?? 0.25, penalty: try settings.number("penalty") ?? 1,
        features: try settings.int("features"), selection: try settings.choice("selection") ?? .automatic,
        seed: try shared.seed(&settings)))
  }
}

/// LIME as a map.
struct LIMEAttribution: AttributionMethod {
  let lime: LIME

  var description: String {
    let hidden =
      switch lime.hiding {
      case .meanColour: "mean colour"
      case .baseline(let baseline): baseline.description
      }
    let kind = lime.penalty == 0 ? "plain" : "penalty \(NumberText.plain(lime.penalty))"
    let number = lime.features.map { ", at most \($0) superpixels" } ?? ""
    return "LIME (\(lime.samples) copies, \(lime.segmentation.description), \(hidden), \(kind)\(number))"
  }

  func validate() throws { try lime.validate() }

  func maps(of subject: ExplainedModel, images: Tensor, scores: ExplainedScores) throws -> Tensor {
    let channels = images.shape[1]
    let maps = try lime.explanations(subject, images: images, scores: scores).map { explanation in
      let values = explanation.coefficients.flatMap { [Float](repeating: Float($0), count: channels) }
      return explanation.superpixels.painted(values, channels: channels)
    }
    return Tensor.concatenatingRows(maps)
  }
}
