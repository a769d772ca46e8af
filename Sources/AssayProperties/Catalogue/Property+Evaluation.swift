import AssayBase
import AssayDatasets
import AssayNetworks
import AssayTensor

extension Property where Model: Classifier {
  /// The logits of an image do not depend on the other images of its batch.
  ///
  /// They may differ by 1e-4 of their range, since other engines round differently in batches of different sizes. Catches
  /// batch normalisation left in training mode.
  public static var logitsIndependentOfTheBatch: Property {
    Property("logits independent of the batch", .always, measuring: BatchIndependence<Model>())
  }

  /// The same image gives the same logits, bit for bit, when it is evaluated again.
  ///
  /// Catches dropout left on and random layers, against which attacks measure luck.
  public static var evaluationIsDeterministic: Property {
    Property("evaluation is deterministic", .always, measuring: Determinism<Model>())
  }
}

/// Whether an image alone gives the logits that it gives in company: that of the other examples and of all negatives.
///
/// The negatives are there so that an example that comes alone, as when a failure is run again, has company too.
private struct BatchIndependence<Model: Classifier>: CaseMeasure {
  func validate(_ model: Model, on data: Dataset) throws { try data.check(for: model) }

  func outcomes(_ model: Model, of examples: [Example], key: RandomKey) throws -> [CaseOutcome] {
    let batch = ExampleBatch(examples)
    let company = Tensor.concatenatingRows([batch.images, 1 - batch.images])
    let together = try model.checkedLogits(for: company)
    return try examples.indices.map { row in
      let alone = try model.checkedLogits(for: batch.images.rows([row]))
      let difference = alone.difference(row: 0, from: together, row: row)
      return difference <= Logits.roundingTolerance
        ? .pass
        : .fail("a logit changes by \(difference) of the logits' range in a batch of \(2 * examples.count)")
    }
  }
}

/// Whether an image gives the same logits twice.
private struct Determinism<Model: Classifier>: CaseMeasure {
  func validate(_ model: Model, on data: Dataset) throws { try data.check(for: model) }

  func outcomes(_ model: Model, of examples: [Example], key: RandomKey) throws -> [CaseOutcome] {
    let images = ExampleBatch(examples).images
    let (first, second) = (try model.checkedLogits(for: images), try model.checkedLogits(for: images))
    return examples.indices.map { row in
      let isSame = zip(first.row(row), second.row(row)).allSatisfy { $0.bitPattern == $1.bitPattern }
      return isSame ? .pass : .fail("the logits are \(first.row(row)) and then \(second.row(row))")
    }
  }
}
