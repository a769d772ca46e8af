import AssayImages
import AssayNetworks

/// All that decides what training gives: the same recipe on the same data makes the same weights, bit for bit.
public struct TrainingRecipe: Sendable {
  /// What the recipe, and the network made by it, is called.
  public let name: String
  /// The network.
  public let architecture: Architecture
  /// What is minimised.
  public let objective: TrainingObjective
  /// The rule that moves the weights, as it starts.
  public let optimizer: any Optimizer
  /// How the step length changes, as a function of the number of updates done and of all updates.
  public let schedule: @Sendable (_ updates: Int) -> Schedule
  /// The number of passes over the data.
  public let epochs: Int
  /// The number of examples an update; the last batch of a pass may be smaller.
  public let batchSize: Int
  /// How the images are changed, anew in each epoch; an image's change follows from seed, epoch and its place alone.
  public let augmentation: ImageTransform?
  /// The seed of weights, order, augmentation and attacks.
  public let seed: UInt64

  /// Makes a recipe; `schedule` gets the total number of updates.
  public init(
    name: String, architecture: Architecture, objective: TrainingObjective, optimizer: any Optimizer,
    schedule: @escaping @Sendable (_ updates: Int) -> Schedule = { _ in .constant }, epochs: Int, batchSize: Int,
    augmentation: ImageTransform? = nil, seed: UInt64
  ) {
    precondition(epochs > 0 && batchSize > 0, "a recipe needs at least one epoch and one example a batch")
    self.name = name
    self.architecture = architecture
    self.objective = objective
    self.optimizer = optimizer
    self.schedule = schedule
    self.epochs = epochs
    self.batchSize = batchSize
    self.augmentation = augmentation
    self.seed = seed
  }
}
