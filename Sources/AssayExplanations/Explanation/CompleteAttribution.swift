import AssayTensor

/// A method whose maps should sum to the difference of the scores of image and baseline.
package protocol CompleteAttribution: AttributionMethod {
  /// What the sum of each map misses, relative to the difference as ``CompletenessScale`` measures it.
  func completenessGaps(of subject: ExplainedModel, images: Tensor, scores: ExplainedScores) throws -> [Double]
}
